/** How the place is known, and saying so: said, confirmed, or a guess; a guess is never shown as more. */
import type { IncidentRow, PlaceBasis } from "@helpline/shared/types";
import { Chips } from "../../parts/Chips.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { useReadOnly } from "../useDraft.ts";
import { useVerb } from "../useVerb.ts";
import { locate } from "../verbs.ts";

const BASES: readonly PlaceBasis[] = ["said", "confirmed", "guess"];

export function BasisOfPlace({ incident }: { incident: IncidentRow }) {
  const say = useSay();
  const verb = useVerb();
  const readOnly = useReadOnly();
  const { place, clock } = incident;
  return (
    <div className="blk">
      <h2>
        {say.t("console.who.place_basis")}
        {clock.located_at && <span className="num end">{say.clock(clock.located_at)}</span>}
      </h2>
      {!place && <p className="mute small">{say.t("console.who.no_place")}</p>}
      {place && (
        <Chips
          label={say.t("console.who.place_basis")}
          choices={BASES.map((code) => ({ code, label: say.word("basis", code) }))}
          chosen={[place.basis]}
          disabled={readOnly}
          onChange={([basis]) =>
            basis && void verb.run(() => locate(incident.id, place.code, basis as PlaceBasis))
          }
        />
      )}
      {place?.note && (
        <p className="mute small basis-note">
          <Icon name="info" /> {say.words(place.note)}
        </p>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

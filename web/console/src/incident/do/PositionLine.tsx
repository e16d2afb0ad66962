/** How far from the place the one who goes was, and how long ago, while he or she lets us know. */
import { secondsSince } from "@helpline/shared/format";
import type { DispatchRow } from "@helpline/shared/types";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { type Say, useSay } from "../../say/useSay.ts";

type Position = NonNullable<DispatchRow["position"]>;

export function PositionLine({ position }: { position: DispatchRow["position"] }) {
  const say = useSay();
  const now = useNow();
  if (!position) return null;
  return (
    <p className="row small">
      <Icon name="pin" />
      <span>{wordsOf(position, say, now)}</span>
      {position.accuracy_m !== null && (
        <span className="mute">
          {say.t("console.position.accuracy", { m: position.accuracy_m })}
        </span>
      )}
    </p>
  );
}

function wordsOf({ at, distance_km }: Position, say: Say, now: number): string {
  if (at === null) return say.t("console.position.waits");
  const ago = say.span(secondsSince(at, now));
  if (distance_km === null) return say.t("console.position.somewhere", { ago });
  const km = say.t("common.km", { km: say.km(distance_km) });
  return say.t("console.position.far", { km, ago });
}

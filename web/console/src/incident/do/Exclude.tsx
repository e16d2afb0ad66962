/** Says that somebody must not be asked to go for this ticket, and why; or takes that back. It ranks nobody. */
import {
  incidentsExclude,
  incidentsExcludedOnes,
  incidentsLiftExclusion,
} from "@helpline/shared/api";
import type { ExclusionReason, Responder } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { OneOf } from "../../parts/OneOf.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { useVerb } from "../useVerb.ts";

export const WHY_EXCLUDED: readonly ExclusionReason[] = [
  "accused",
  "employs_accused",
  "complained_of",
  "close_to_accused",
  "child_refuses",
  "other",
];

type Props = { incidentId: string; one: Responder };

/** Asks why before anything is written: the choice accuses somebody. */
export function Exclude({ incidentId, one }: Props) {
  const say = useSay();
  const verb = useVerb();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const pick = (reason: ExclusionReason) =>
    verb.run(async () => {
      const { kind, id } = one;
      await incidentsExclude({
        path: { incident_id: incidentId },
        body: { responder: { kind, id }, reason },
      });
      setAsking(false);
      await queries.invalidateQueries({ queryKey: ["responders", incidentId] });
    });
  return (
    <>
      {asking ? (
        <OneOf
          title={say.t("console.do.why_exclude", { name: say.words(one.name) })}
          codes={WHY_EXCLUDED}
          family="exclude"
          onPick={(reason) => void pick(reason)}
          onLeave={() => setAsking(false)}
        />
      ) : (
        <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
          <Icon name="x" />
          {say.t("console.do.exclude")}
        </button>
      )}
      <Refused text={verb.refused} />
    </>
  );
}

/** The list is opened only when it is pressed, since the opening is recorded. */
export function AskAgain({ incidentId, one }: Props) {
  const say = useSay();
  const verb = useVerb();
  const queries = useQueryClient();
  const lift = () =>
    verb.run(async () => {
      const { items } = await incidentsExcludedOnes({ path: { incident_id: incidentId } });
      for (const line of items.filter(({ responder }) => responder.id === one.id)) {
        await incidentsLiftExclusion({
          path: { incident_id: incidentId, exclusion_id: line.id },
        });
      }
      await queries.invalidateQueries({ queryKey: ["responders", incidentId] });
    });
  return (
    <>
      <button type="button" className="btn quiet slim" onClick={() => void lift()}>
        {say.t("console.do.ask_again")}
      </button>
      <Refused text={verb.refused} />
    </>
  );
}

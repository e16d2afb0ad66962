/** The children of a ticket: how many there are; a record is opened on purpose, since that is recorded. */
import { childrenAddToIncident } from "@helpline/shared/api";
import type { SlimChild } from "@helpline/shared/types";
import { useVerb } from "../incident/useVerb.ts";
import { useChannel } from "../live/useChannel.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { ChildCard } from "./ChildCard.tsx";
import { useKin } from "./kin.ts";

export function ChildrenPanel({ incidentId }: { incidentId: string }) {
  const say = useSay();
  const verb = useVerb();
  const may = useMe()?.permissions ?? [];
  const { rows } = useChannel(`incident/${incidentId}`);
  const children = [...rows<SlimChild>("children").values()];
  const kin = useKin(incidentId, children);
  if (!may.includes("children.open")) return null;
  const add = () => verb.run(() => childrenAddToIncident({ path: { incident_id: incidentId } }));
  return (
    <section className="blk children" aria-label={say.t("console.child.title")}>
      <h2>
        <Icon name="users" />
        {say.t("console.child.title")}
        <b className="end num">{say.n(children.length)}</b>
      </h2>
      {children.map((child, at) => (
        <ChildCard key={child.id} slim={child} no={at + 1} kin={kin} />
      ))}
      {may.includes("children.write") && (
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void add()}
        >
          {say.t("console.child.add")}
        </button>
      )}
      <Refused text={verb.refused} />
    </section>
  );
}

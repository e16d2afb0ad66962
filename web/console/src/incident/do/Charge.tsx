/** A supervisor's two verbs on a dispatch that does not go on by itself: take charge, ask the next one. */
import type { DispatchRow } from "@helpline/shared/types";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { useVerb } from "../useVerb.ts";
import { passOn, takeCharge } from "../verbs.ts";

/** Nobody goes and nobody is asked any more, a supervisor is asked, or whoever goes is late. */
export function wantsCharge(row: DispatchRow): boolean {
  if (row.in_charge || row.state === "done" || row.state === "stood_down") return false;
  const asked = row.state === "alerting" && row.steps.at(-1)?.tier === "supervisor";
  return asked || row.alarm_at !== null || row.stalled_at !== null;
}

export function Charge({ row }: { row: DispatchRow }) {
  const say = useSay();
  const verb = useVerb();
  const out = row.state === "accepted" || row.state === "en_route";
  const late = out && (row.stalled_at !== null || row.reminded_at !== null);
  if (!wantsCharge(row) && !late) return null;
  return (
    <div className="row">
      {wantsCharge(row) && (
        <button
          type="button"
          className="btn slim"
          disabled={verb.busy}
          onClick={() => void verb.run(() => takeCharge(row.id))}
        >
          <Icon name="hand" />
          {say.t("console.do.take_charge")}
        </button>
      )}
      {late && (
        <button
          type="button"
          className="btn quiet slim"
          disabled={verb.busy}
          onClick={() => void verb.run(() => passOn(row.id))}
        >
          <Icon name="xfer" />
          {say.t("console.do.pass_on")}
        </button>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

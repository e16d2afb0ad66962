/** A meeting that will not be held, and no other for it: with a reason. */
import { useQueryClient } from "@tanstack/react-query";
import { useVerb } from "../incident/useVerb.ts";
import { Refused } from "../parts/Refused.tsx";
import { Why } from "../parts/Why.tsx";
import { useSay } from "../say/useSay.ts";
import { boardRefusal } from "./refusal.ts";
import { callOff, WHY_CALLED_OFF } from "./verbs.ts";

export function CallOff({ id }: { id: string }) {
  const say = useSay();
  const verb = useVerb(boardRefusal);
  const kept = useQueryClient();
  const pick = async (reason: string) => {
    if (!(await verb.run(() => callOff(id, { reason })))) return;
    await Promise.all([
      kept.invalidateQueries({ queryKey: ["meeting", id] }),
      kept.invalidateQueries({ queryKey: ["committee"] }),
    ]);
  };
  return (
    <div className="row pad">
      <Why
        name={say.t("console.committees.call_off")}
        codes={WHY_CALLED_OFF}
        family="why_adjourned"
        busy={verb.busy}
        onPick={(reason) => void pick(reason)}
      />
      <Refused text={verb.refused} />
    </div>
  );
}

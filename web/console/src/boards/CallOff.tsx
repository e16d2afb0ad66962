/** A meeting that will not be held, and no other for it: with a reason, at the second press. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Options } from "../children/Options.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { useTwice } from "../keys/useTwice.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { boardRefusal } from "./refusal.ts";
import { callOff, WHY_CALLED_OFF } from "./verbs.ts";

export function CallOff({ id }: { id: string }) {
  const say = useSay();
  const verb = useVerb(boardRefusal);
  const kept = useQueryClient();
  const [reason, setReason] = useState<(typeof WHY_CALLED_OFF)[number]>(WHY_CALLED_OFF[0]);
  const press = async () => {
    if (!(await verb.run(() => callOff(id, { reason })))) return;
    await Promise.all([
      kept.invalidateQueries({ queryKey: ["meeting", id] }),
      kept.invalidateQueries({ queryKey: ["committee"] }),
    ]);
  };
  const twice = useTwice(() => void press());
  return (
    <div className="book pad">
      <Labelled name={say.t("console.committees.why_called_off")}>
        <Options value={reason} codes={WHY_CALLED_OFF} family="why_adjourned" onPick={setReason} />
      </Labelled>
      <div className="row">
        <button
          type="button"
          className={twice.armed ? "btn primary slim" : "btn slim"}
          aria-disabled={verb.busy}
          onClick={twice.press}
        >
          {say.t(twice.armed ? "console.committees.call_off_again" : "console.committees.call_off")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </div>
  );
}

/** The ladder so far: each person asked, what each channel told back, and the answer. */
import type { DispatchStep } from "@helpline/shared/types";
import { useSay } from "../../say/useSay.ts";
import { Channels } from "./Channels.tsx";

export function Steps({ steps }: { steps: DispatchStep[] }) {
  const say = useSay();
  return (
    <ol className="steps small">
      {steps.map((step) => (
        <li key={step.no}>
          <span className="num mute">{say.clock(step.alerted_at, true)}</span>
          <span>
            <b>{say.words(step.responder.name)}</b>{" "}
            <span className={step.state === "expired" ? "st overdue late-word" : ""}>
              {say.word("step", step.state)}
            </span>
            {step.answered_at && (
              <span className="num mute"> {say.clock(step.answered_at, true)}</span>
            )}
            <span className="mute"> · {say.word("tier", step.tier)}</span>
            {step.decline_reason && <> · {say.word("decline", step.decline_reason)}</>}
            {step.late_at && (
              <span className="mute">
                {" · "}
                {say.t("console.do.late_answer", { at: say.clock(step.late_at, true) })}
              </span>
            )}
            <Channels alerts={step.alerts} />
          </span>
        </li>
      ))}
    </ol>
  );
}

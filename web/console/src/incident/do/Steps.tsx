/** The ladder so far: each person asked, what each channel told back, the answer, and what one who goes was reminded of. */
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
            {step.reminders.map((reminder) => (
              <Reminder key={reminder.about} reminder={reminder} />
            ))}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Reminder({ reminder }: { reminder: DispatchStep["reminders"][number] }) {
  const say = useSay();
  return (
    <>
      <p className="mute">
        {say.word("reminder", reminder.about)}{" "}
        <span className="num">{say.clock(reminder.made_at, true)}</span>
        {reminder.unreached_at && (
          <span className="st overdue late-word"> · {say.word("reminder", "unreached")}</span>
        )}
      </p>
      <Channels alerts={reminder.alerts} />
    </>
  );
}

/** The ladder so far: each person asked, what each channel told back, and the answer. */
import type { IconName } from "@helpline/shared/icons";
import type { DispatchStep } from "@helpline/shared/types";
import { Icon } from "../../parts/Icon.tsx";
import { useSay } from "../../say/useSay.ts";

const CHANNEL_ICON: Record<string, IconName> = {
  live: "bell",
  push: "bell",
  text: "sms",
  voice: "phone",
  email: "sms",
  verbal: "user",
};

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
            {step.decline_reason && <> · {say.word("decline", step.decline_reason)}</>}
            <Alerts step={step} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Alerts({ step }: { step: DispatchStep }) {
  const say = useSay();
  return (
    <ul className="alerts mute">
      {step.alerts.map((alert) => (
        <li key={alert.channel} className={alert.state === "failed" ? "st overdue late-word" : ""}>
          <Icon name={CHANNEL_ICON[alert.channel] ?? "bell"} />
          {say.word("channel", alert.channel)}: {say.word("alert", alert.state)}{" "}
          <span className="num">{say.clock(alert.at, true)}</span>
        </li>
      ))}
    </ul>
  );
}

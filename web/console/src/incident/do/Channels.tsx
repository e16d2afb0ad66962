/** What became of every alert of a step, channel by channel: each state it was in, and why it failed. */
import type { IconName } from "@helpline/shared/icons";
import type { DispatchStep } from "@helpline/shared/types";
import { Icon } from "../../parts/Icon.tsx";
import { useSay } from "../../say/useSay.ts";

type Alert = DispatchStep["alerts"][number];

const CHANNEL_ICON: Record<Alert["channel"], IconName> = {
  live: "bell",
  push: "bell",
  text: "sms",
  voice: "phone",
  email: "sms",
  verbal: "user",
};

/** Reasons of our own; all others are a provider's codes and shown as they are. */
export const ALERT_ERRORS: readonly string[] = [
  "out_of_reach",
  "refused",
  "too_long",
  "no_device",
  "no_address",
  "no_channel",
  "not_sent_in_time",
  "busy",
  "no_answer",
  "failed",
  "canceled",
];

export function Channels({ alerts }: { alerts: DispatchStep["alerts"] }) {
  return (
    <ul className="alerts mute">
      {alerts.map((alert) => (
        <Channel key={alert.channel} alert={alert} />
      ))}
    </ul>
  );
}

function Channel({ alert }: { alert: Alert }) {
  const say = useSay();
  const bad = alert.state === "failed" || (alert.state === "made" && alert.tries > 0);
  return (
    <li className={bad ? "st overdue late-word" : ""}>
      <Icon name={CHANNEL_ICON[alert.channel]} />
      <details className="moments">
        <summary>
          {say.word("channel", alert.channel)}: {say.word("alert", alert.state)}
          <Why error={alert.error} />{" "}
          <span className="num">{say.clock(alert.due_at ?? alert.at, true)}</span>
        </summary>
        <ol>
          {alert.moments.map((moment) => (
            <li key={`${moment.state} ${moment.at}`}>
              <span className="num">{say.clock(moment.at, true)}</span>{" "}
              {say.word("alert", moment.state)}
              <Why error={moment.error} />
            </li>
          ))}
        </ol>
      </details>
    </li>
  );
}

/** Why a message failed, in brackets; nothing while it has not. */
export function Why({ error }: { error: string | null | undefined }) {
  const say = useSay();
  if (!error) return null;
  return <> ({ALERT_ERRORS.includes(error) ? say.word("alert_error", error) : say.n(error)})</>;
}

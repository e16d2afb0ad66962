/** The state of the call with its one large timer; wrap-up turns late when its time is over and ends nothing. */
import type { IconName } from "@helpline/shared/icons";
import type { CallRow, IncidentRow } from "@helpline/shared/types";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import type { Hue } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

type Props = { incident: IncidentRow; call: CallRow | null };

export function CallTimer({ incident, call }: Props) {
  const say = useSay();
  const now = useNow();
  const { hue, icon, text, since, until } = shown(incident, call, now);
  const seconds = since ? ((until ? Date.parse(until) : now) - Date.parse(since)) / 1000 : null;
  return (
    <div className={`st ${hue} edge call-state`}>
      <span className="state">
        <Icon name={icon} />
        {say.t(`console.call.${text}`)}
      </span>
      {seconds !== null && <div className="timer num">{say.span(seconds)}</div>}
    </div>
  );
}

type Shown = {
  hue: Hue;
  icon: IconName;
  text: string;
  since: string | null;
  until: string | null;
};

function shown(incident: IncidentRow, call: CallRow | null, now: number): Shown {
  if (call?.handed_over) {
    const late = call.wrap_up_due_at !== null && now > Date.parse(call.wrap_up_due_at);
    return late
      ? { hue: "overdue", icon: "late", text: "wrap_up_late", since: null, until: null }
      : { hue: "wrapup", icon: "pen", text: "handed_over", since: null, until: null };
  }
  if (call?.state === "talking" && call.held_at) {
    return { hue: "waiting", icon: "hold", text: "held", since: call.held_at, until: null };
  }
  if (call?.state === "talking") {
    return { hue: "oncall", icon: "phone", text: "talking", since: call.answered_at, until: null };
  }
  if (call?.state === "connecting") {
    return {
      hue: "ringing",
      icon: "ring",
      text: "connecting",
      since: call.arrived_at,
      until: null,
    };
  }
  if (call?.state === "waiting") {
    return { hue: "waiting", icon: "hour", text: "waiting", since: call.arrived_at, until: null };
  }
  if (call?.state === "diverted") {
    const { answered_at, arrived_at } = call;
    return answered_at
      ? { hue: "oncall", icon: "phone", text: "duty_phone_talks", since: answered_at, until: null }
      : { hue: "ringing", icon: "phone", text: "diverted", since: arrived_at, until: null };
  }
  if (call?.wrap_up && call.ended_at) {
    const late = call.wrap_up_due_at !== null && now > Date.parse(call.wrap_up_due_at);
    return late
      ? { hue: "overdue", icon: "late", text: "wrap_up_late", since: call.ended_at, until: null }
      : { hue: "wrapup", icon: "pen", text: "wrap_up", since: call.ended_at, until: null };
  }
  const { answered_at = null, ended_at = null } = call ?? {};
  return incident.state === "closed"
    ? { hue: "none", icon: "lock", text: "closed", since: answered_at, until: ended_at }
    : { hue: "none", icon: "phone", text: "ended", since: answered_at, until: ended_at };
}

/** The clock line with its seven stops, and the same as ticks; it reads the clock and never moves it. */
import type { IncidentClock, JourneyRow } from "@helpline/shared/types";
import { useNow } from "../live/useNow.ts";
import { type Say, useSay } from "../say/useSay.ts";
import { clockStops, journeyStops, type Stop, type StopState } from "./clockStops.ts";

type Props = { clock: IncidentClock; journey: JourneyRow | null; open: boolean };

/** From the journey where it is there; from the incident's own times in the moment before it is. */
export function ClockLine({ clock, journey, open }: Props) {
  const say = useSay();
  const now = useNow();
  const stops = journey
    ? journeyStops(journey, clock.ack_due_at, now)
    : clockStops(clock, now, open);
  return (
    <ol className="clock" aria-label={say.t("console.clock.label")}>
      {stops.map((stop) => (
        <li key={stop.name} className={stop.state} aria-current={isNext(stop) ? "step" : undefined}>
          <span className="stop-words">{words(stop, say, now)}</span>
        </li>
      ))}
    </ol>
  );
}

function isNext(stop: Stop): boolean {
  return stop.state === "now" || stop.state === "late";
}

function words(stop: Stop, say: Say, now: number) {
  const name = say.t(`console.clock.${stop.name}`);
  if (stop.state === "done" && stop.at) {
    const time = stop.name === "rung" ? say.clock(stop.at, true) : `+${say.span(stop.after ?? 0)}`;
    return (
      <>
        {name} <span className="num">{time}</span>
        {stop.wasLate && <span className="mute"> {say.t("console.journey.was_late")}</span>}
      </>
    );
  }
  if (stop.skipped) {
    return (
      <>
        {name} <span className="mute">{say.t(`console.journey.skipped_${stop.skipped}`)}</span>
      </>
    );
  }
  if (typeof stop.left === "number") {
    return (
      <>
        {name} {say.t("console.journey.left", { span: say.span(stop.left) })}
      </>
    );
  }
  if (!stop.dueAt) return isNext(stop) ? say.t(`console.clock.next_${stop.name}`) : name;
  return (
    <>
      {stop.state === "late" ? `${name}: ${say.t("console.clock.late")}` : next(stop, say)}{" "}
      <span className="num">{say.left(stop.dueAt, now).text}</span>
    </>
  );
}

/** The ladder's own countdown has words of its own; the others say what is to be done next. */
function next(stop: Stop, say: Say): string {
  return stop.name === "acknowledged"
    ? say.t("console.clock.due")
    : say.t(`console.clock.next_${stop.name}`);
}

const TICK: Record<StopState, string> = { done: "d", now: "n", late: "l", ahead: "" };

/** Seven ticks; the words beside them say the same. */
export function Ticks({ states }: { states: StopState[] }) {
  return (
    <span className="ticks" aria-hidden="true">
      {states.map((state, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the seven stops never change places
        <i key={index} className={TICK[state]} />
      ))}
    </span>
  );
}

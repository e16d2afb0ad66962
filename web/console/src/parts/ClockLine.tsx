/** The clock line with its seven stops, and the same as ticks; it reads the clock and never moves it. */
import type { IncidentClock } from "@helpline/shared/types";
import { useNow } from "../live/useNow.ts";
import { type Say, useSay } from "../say/useSay.ts";
import { clockStops, type Stop, type StopState } from "./clockStops.ts";

export function ClockLine({ clock, open }: { clock: IncidentClock; open: boolean }) {
  const say = useSay();
  const now = useNow();
  return (
    <ol className="clock" aria-label={say.t("console.clock.label")}>
      {clockStops(clock, now, open).map((stop) => (
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
      </>
    );
  }
  if (!stop.dueAt) return isNext(stop) ? say.t(`console.clock.next_${stop.name}`) : name;
  return (
    <>
      {stop.state === "late" ? say.t("console.clock.late") : say.t("console.clock.due")}{" "}
      <span className="num">{say.left(stop.dueAt, now).text}</span>
    </>
  );
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

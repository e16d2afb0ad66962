/** The one clock of the product as seven stops, from an incident's times; pure, it draws nothing. */
import type {
  DispatchRow,
  IncidentClock,
  Instant,
  JourneyRow,
  StopRow,
} from "@helpline/shared/types";

export const STOPS = [
  "rung",
  "answered",
  "located",
  "dispatched",
  "acknowledged",
  "reached",
  "safe",
] as const;
export type StopName = (typeof STOPS)[number];
export type StopState = "done" | "now" | "late" | "ahead";
export type Stop = {
  name: StopName;
  state: StopState;
  at: Instant | null;
  /** Whole seconds after the ring; null when not done. */
  after: number | null;
  /** Only on the stop that has a deadline and is next. */
  dueAt: Instant | null;
  /** Done after its time. */
  wasLate?: boolean;
  /** Why nobody waits for it. */
  skipped?: NonNullable<StopRow["why"]> | null;
  /** The clock stands still, with so many seconds left. */
  left?: number | null;
};

/**
 * The stops of an incident at `nowMs` (server time). The stop after the last one done is the one
 * people work at, and late when its acknowledgement is due; a closed incident has none.
 */
export function clockStops(clock: IncidentClock, nowMs: number, open: boolean): Stop[] {
  const times = STOPS.map((name) => clock[`${name}_at`]);
  const next = times.reduce((last, at, index) => (at ? index : last), -1) + 1;
  return STOPS.map((name, index) => {
    const at = times[index] ?? null;
    const dueAt = index === next && name === "acknowledged" && open ? clock.ack_due_at : null;
    return { name, at, after: secondsAfter(clock.rung_at, at), dueAt, state: stateOf(index) };

    function stateOf(position: number): StopState {
      if (at) return "done";
      if (!open || position !== next) return "ahead";
      return dueAt && Date.parse(dueAt) <= nowMs ? "late" : "now";
    }
  });
}

/**
 * The stops as the server worked them out from the timeline, at `nowMs`. The ladder may want an
 * acknowledgement sooner than the target does: the earlier of the two counts.
 */
export function journeyStops(
  { stops }: JourneyRow,
  ackDueAt: Instant | null,
  nowMs: number,
): Stop[] {
  return stops.map((row) => {
    const dueAt = row.stop === "acknowledged" ? earlier(row.due_at, ackDueAt) : row.due_at;
    const waits = row.state === "running" || row.state === "ahead";
    const late = waits && dueAt !== null && Date.parse(dueAt) <= nowMs;
    const inHand = row.state === "running" || row.state === "paused";
    return {
      name: row.stop,
      at: row.at,
      after: row.after_seconds,
      dueAt: row.state === "running" || late ? dueAt : null,
      state: row.state === "done" ? "done" : late ? "late" : inHand ? "now" : "ahead",
      wasLate: row.was_late,
      skipped: row.why,
      left: row.state === "paused" ? row.left_seconds : null,
    };
  });
}

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  if (!one || !other) return one ?? null;
  return Date.parse(other) < Date.parse(one) ? other : one;
}

/** The seven ticks of a dispatch on the board: a dispatch exists, so its incident was rung, answered, located. */
export function dispatchStops(row: DispatchRow, nowMs: number): StopState[] {
  const since = row.requested_at;
  const clock: IncidentClock = {
    rung_at: since,
    answered_at: since,
    located_at: since,
    dispatched_at: since,
    acknowledged_at: row.acknowledged_at,
    reached_at: row.reached_at,
    safe_at: row.outcome === "child_safe" ? row.done_at : null,
    ack_due_at: row.due_at ?? row.alarm_at,
  };
  const isOpen = row.state !== "stood_down" && row.state !== "done";
  return clockStops(clock, nowMs, isOpen).map((stop) => stop.state);
}

function secondsAfter(start: Instant | null, at: Instant | null): number | null {
  if (!start || !at) return null;
  return Math.max(0, Math.floor((Date.parse(at) - Date.parse(start)) / 1000));
}

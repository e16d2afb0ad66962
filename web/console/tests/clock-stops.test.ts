/** The clock line: seven stops from an incident's times. */
import type { IncidentClock, StopRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { clockStops, journeyStops, STOPS } from "../src/parts/clockStops.ts";

const RING = Date.parse("2026-11-22T15:41:03Z");
const at = (seconds: number) => new Date(RING + seconds * 1000).toISOString();
const BLANK: IncidentClock = {
  rung_at: at(0),
  answered_at: null,
  located_at: null,
  dispatched_at: null,
  acknowledged_at: null,
  reached_at: null,
  safe_at: null,
  ack_due_at: null,
};
const states = (clock: IncidentClock, seconds: number, open = true) =>
  clockStops(clock, RING + seconds * 1000, open).map((stop) => stop.state);

test("has seven stops, from ring to safe", () => {
  expect(STOPS).toHaveLength(7);
  expect(clockStops(BLANK, RING, true)).toHaveLength(7);
});

test("the stop after the last one done is the one in hand", () => {
  expect(states(BLANK, 3)).toEqual(["done", "now", ...Array(5).fill("ahead")]);
});

test("a stop that was jumped over does not take the hand back", () => {
  const clock = { ...BLANK, answered_at: at(6), dispatched_at: at(100) };
  expect(states(clock, 110)[2]).toBe("ahead");
  expect(states(clock, 110)[4]).toBe("now");
});

test("counts seconds after the ring", () => {
  const clock = { ...BLANK, answered_at: at(6), located_at: at(98) };
  expect(clockStops(clock, RING, true).map((stop) => stop.after)).toEqual([
    0,
    6,
    98,
    null,
    null,
    null,
    null,
  ]);
});

test("is late from the very second the acknowledgement was due", () => {
  const clock = {
    ...BLANK,
    answered_at: at(6),
    located_at: at(98),
    dispatched_at: at(188),
    ack_due_at: at(308),
  };
  expect(states(clock, 307)[4]).toBe("now");
  expect(states(clock, 308)[4]).toBe("late");
  expect(states({ ...clock, acknowledged_at: at(300) }, 400)[4]).toBe("done");
});

test("a closed incident has no stop in hand", () => {
  expect(states({ ...BLANK, answered_at: at(6) }, 9, false)).toEqual([
    "done",
    "done",
    ...Array(5).fill("ahead"),
  ]);
});

const row = (over: Partial<StopRow>): StopRow => ({
  stop: "reached",
  state: "running",
  at: null,
  entry: null,
  after_seconds: null,
  took_seconds: null,
  paused_seconds: 0,
  target_seconds: 3600,
  target_basis: "default",
  target_place: null,
  due_at: at(3600),
  due_by: "target",
  left_seconds: null,
  was_late: false,
  why: null,
  ...over,
});
const stopAt = (over: Partial<StopRow>, seconds: number, ack: string | null = null) =>
  journeyStops(
    { incident_id: "i", stops: [row(over)], pauses: [], version: 1 },
    ack,
    RING + seconds * 1000,
  )[0];

test("the server's stop turns late by itself, from the very second it was due", () => {
  expect(stopAt({}, 3599)?.state).toBe("now");
  expect(stopAt({}, 3600)?.state).toBe("late");
  expect(stopAt({ state: "ahead" }, 3600)?.state).toBe("late");
  expect(stopAt({ state: "ahead" }, 3599)?.dueAt).toBeNull();
  expect(stopAt({ state: "skipped", why: "no_call" }, 9999)?.state).toBe("ahead");
});

test("a paused clock is never late and says what was left", () => {
  const stop = stopAt({ state: "paused", due_at: null, left_seconds: 200 }, 99_999);
  expect([stop?.state, stop?.left, stop?.dueAt]).toEqual(["now", 200, null]);
});

test("of target and ladder the earlier one counts for the acknowledgement", () => {
  expect(stopAt({ stop: "acknowledged" }, 0, at(120))?.dueAt).toBe(at(120));
  expect(stopAt({ stop: "reached" }, 0, at(120))?.dueAt).toBe(at(3600));
});

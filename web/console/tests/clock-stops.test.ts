/** The clock line: seven stops from an incident's times. */
import type { IncidentClock } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { clockStops, STOPS } from "../src/parts/clockStops.ts";

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

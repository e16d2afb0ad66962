/** How the clocks of today stand: what is waited for moves from within to near to late by itself. */
import type { AreaToday, StopToday } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { areasOf, standing } from "../src/clock/today.ts";

const NEAR = "2026-11-24T12:45:00Z";
const DUE = "2026-11-24T13:00:00Z";
const stop = (change: Partial<StopToday>): StopToday => ({
  stop: "reached",
  in_time: 0,
  late: 0,
  paused: 0,
  waiting: [],
  ...change,
});

test.each([
  ["2026-11-24T12:44:59Z", { within: 4, near: 0, late: 1 }],
  [NEAR, { within: 3, near: 1, late: 1 }],
  [DUE, { within: 3, near: 0, late: 2 }],
])("at %s", (at, expected) => {
  const row = stop({
    in_time: 2,
    late: 1,
    paused: 1,
    waiting: [{ near_at: NEAR, due_at: DUE }],
  });
  const stands = standing([row, stop({ stop: "safe", late: 9 })], Date.parse(at));
  expect(stands.reached).toEqual(expected);
  expect(stands.acknowledged).toEqual({ within: 0, near: 0, late: 0 });
});

test("the area with most that is late stands first, then the one with most that is near", () => {
  const area = (code: string, change: Partial<StopToday>): AreaToday => ({
    place: { code, name: { bn: code, en: code } },
    stops: [stop(change)],
  });
  const rows = areasOf(
    [
      area("calm", { in_time: 5 }),
      area("near", { waiting: [{ near_at: NEAR, due_at: DUE }] }),
      area("late", { late: 1 }),
    ],
    Date.parse(NEAR),
  );
  expect(rows.map(({ area }) => area.place?.code)).toEqual(["late", "near", "calm"]);
});

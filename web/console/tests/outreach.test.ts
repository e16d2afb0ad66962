/** Whom an event reached: not counted is no zero, what is no number is not sent, and each event stands in one list. */
import type { OutreachRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { reachedOf, sorted, typedOf } from "../src/outreach/counts.ts";
import { whole } from "../src/parts/whole.ts";

test.each([
  ["", null],
  [" ৪২ ", 42],
  ["1,200", 1200],
  ["0", 0],
  ["about 40", "unfit"],
  ["-3", "unfit"],
  ["2.5", "unfit"],
  ["99999999999", "unfit"],
] as const)("typed %j is %j", (typed, number) => {
  expect(whole(typed)).toBe(number);
});

test("who is not named was not there, who came uncounted is null, and a zero stays a zero", () => {
  const typed = {
    girls: { people: "৪০", came: false },
    boys: { people: "", came: false },
    women: { people: "12", came: true },
    men: { people: "0", came: false },
  };
  const said = reachedOf(typed);
  expect(said).toEqual([
    { who: "girls", people: 40 },
    { who: "women", people: null },
    { who: "men", people: 0 },
  ]);
  expect(reachedOf(typedOf(said ?? []))).toEqual(said);
  expect(reachedOf({ girls: { people: "many", came: false } })).toBeNull();
});

const event = (id: string, state: OutreachRow["state"], day: string) =>
  ({
    id,
    state,
    starts_at: `${day}T10:00:00+06:00`,
    ends_at: `${day}T12:00:00+06:00`,
  }) as OutreachRow;

test("planned events are over or to come, all others are the log, and none stands twice", () => {
  const rows = [
    event("held", "held", "2026-11-20"),
    event("late", "planned", "2026-11-28"),
    event("later", "held", "2026-11-25"),
    event("far", "planned", "2026-12-20"),
    event("near", "planned", "2026-12-02"),
    event("near", "planned", "2026-12-02"),
  ];
  const { over, next, log } = sorted(rows, Date.parse("2026-12-01T00:00:00+06:00"));
  const ids = [over, next, log].map((list) => list.map(({ id }) => id));
  expect(ids).toEqual([["late"], ["near", "far"], ["later", "held"]]);
});

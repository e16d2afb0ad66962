/** The clock of a stay, the roll of a meal, and who is looked at first; pure. */
import type { MealsOfDay, StayRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { dayOf, lastDay, stayClock, stillWritten } from "../src/centre/care/clock.ts";
import { allOthersAte, changeOf, markedAs, mealNow } from "../src/centre/meals.ts";
import { pressing, waiting } from "../src/centre/today.ts";

const NOW = Date.parse("2026-11-24T15:00:00Z");
const DAY = 86_400_000;
const at = (days: number) => new Date(NOW + days * DAY).toISOString();

test.each([
  [181, "info"],
  [31, "info"],
  [30, "waiting"],
  [1, "waiting"],
  [0, "overdue"],
  [-5, "overdue"],
])("with %i days left the clock is %s", (left, hue) => {
  const clock = stayClock(at(left - 181), at(left), NOW);
  expect([clock.left, clock.hue]).toEqual([left, hue]);
  expect(clock.share).toBe(Math.min(1, (181 - left) / 181));
});

test("a day is the one in Dhaka", () => {
  expect(dayOf(Date.parse("2026-11-24T18:30:00Z"))).toBe("2026-11-25");
  expect(dayOf(NOW, -1)).toBe("2026-11-23");
});

test("for a week after a child has left something may be written of the days it was there", () => {
  expect([null, at(-7), at(-8)].map((left) => stillWritten(left, NOW))).toEqual([
    true,
    true,
    false,
  ]);
  expect([lastDay(null, NOW), lastDay(at(-2), NOW)]).toEqual(["2026-11-24", "2026-11-22"]);
});

const mark = (ate: "ate" | "nothing") => ({
  ate,
  no: 1,
  why: null,
  at: at(0),
  by: { bn: "ক", en: "K" },
});
const child = (stay: string, lunch: "ate" | "nothing" | null) => ({
  stay,
  house: null,
  label: null,
  meals: { breakfast: null, lunch: lunch && mark(lunch), snack: null, dinner: null },
});
const total = (
  meal: "breakfast" | "lunch" | "snack" | "dinner",
  begun: boolean,
  known: number,
) => ({
  meal,
  begun,
  here: 3,
  ate: known,
  did_not: 0,
  unknown: 3 - known,
});
const ROLL: MealsOfDay = {
  day: "2026-11-24",
  open: true,
  children: [child("a", "ate"), child("b", "nothing"), child("c", null)],
  totals: [
    total("breakfast", true, 3),
    total("lunch", true, 2),
    total("snack", true, 0),
    total("dinner", false, 0),
  ],
};

test("one press marks those nobody has said anything of, and nobody else", () => {
  const taps = allOthersAte(ROLL, "lunch", {});
  expect(taps).toEqual({ c: "ate" });
  expect(changeOf(ROLL, "lunch", taps)).toEqual({
    marks: [{ stay: "c", ate: "ate" }],
    corrects: false,
  });
});

test("what is tapped as it is written is no change, and what differs is a correction", () => {
  expect(changeOf(ROLL, "lunch", { a: "ate" }).marks).toEqual([]);
  expect(changeOf(ROLL, "lunch", { a: "away" })).toEqual({
    marks: [{ stay: "a", ate: "away" }],
    corrects: true,
  });
  const [first] = ROLL.children;
  expect(first && markedAs(first, "lunch", { a: "away" })).toBe("away");
});

test("the roll opens at the meal that has begun and of which nothing is written", () => {
  expect(mealNow(ROLL)).toBe("snack");
  expect(
    mealNow({ ...ROLL, totals: [total("breakfast", true, 3), total("lunch", false, 0)] }),
  ).toBe("breakfast");
});

function stay(id: string, more: Partial<StayRow>): StayRow {
  const due = { due: "stay_ends" as const, due_at: at(100), level: 0 };
  return {
    id,
    ends_at: at(100),
    dues: [due],
    open_incidents: 0,
    health_checked: true,
    ...more,
  } as StayRow;
}

test("an incident comes first, then what is late, then whose time ends first", () => {
  const late = { due: "health_check" as const, due_at: at(-1), level: 1 };
  const stays = [
    stay("long", { ends_at: at(150) }),
    stay("short", { ends_at: at(20) }),
    stay("late", { dues: [late], health_checked: false }),
    stay("hurt", { open_incidents: 1 }),
  ];
  expect(stays.sort(pressing(NOW)).map(({ id }) => id)).toEqual(["hurt", "late", "short", "long"]);
  expect(waiting(stays, NOW)).toEqual({ late: 1, incidents: 1, unchecked: 1 });
});

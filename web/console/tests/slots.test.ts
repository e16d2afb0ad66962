/** Days, hours and series of sessions by the calendar of Dhaka, whatever the machine's own zone is. */
import type { SessionRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import {
  byDay,
  dayOf,
  daysFrom,
  firstWish,
  lastOf,
  momentOf,
  standing,
  timesOn,
} from "../src/sessions/slots.ts";

const at = (utc: string) => Date.parse(utc);
const session = (over: Partial<SessionRow>) =>
  ({
    id: "a",
    starts_at: "2026-11-30T08:30:00+00:00",
    minutes: 45,
    staff_id: "s",
    state: "booked",
    ...over,
  }) as SessionRow;

test("the day turns at midnight in Dhaka, six hours before UTC", () => {
  expect(dayOf(at("2026-11-28T17:59:59Z"))).toBe("2026-11-28");
  expect(dayOf(at("2026-11-28T18:00:00Z"))).toBe("2026-11-29");
  expect(daysFrom(at("2026-12-30T20:00:00Z"), 3)).toEqual([
    "2026-12-31",
    "2027-01-01",
    "2027-01-02",
  ]);
});

test("of today only the hours to come may be chosen, of another day all of them", () => {
  const now = at("2026-11-28T08:20:00Z"); // 14:20 in Dhaka
  expect(timesOn("2026-11-28", now)[0]).toBe("14:30");
  expect(timesOn("2026-11-29", now)[0]).toBe("08:00");
  expect(timesOn("2026-11-29", now).at(-1)).toBe("21:00");
  expect(timesOn("2026-11-27", now)).toEqual([]);
});

test("what is chosen is sent as that hour in Dhaka", () => {
  expect(new Date(momentOf("2026-12-01", "09:15")).toISOString()).toBe("2026-12-01T03:15:00.000Z");
});

test("the last of a series of three every two weeks begins 28 days after the first", () => {
  const last = lastOf(momentOf("2026-12-01", "09:15"), 3, 14);
  expect(dayOf(last)).toBe("2026-12-29");
});

test("the same again is the same hour, with the same counsellor, a week on and never in the past", () => {
  const row = session({});
  const soon = firstWish(at("2026-11-29T00:00:00Z"), row);
  expect([soon.day, soon.time, soon.staff_id, soon.minutes]).toEqual([
    "2026-12-07",
    "14:30",
    "s",
    45,
  ]);
  const late = at("2026-12-20T00:00:00Z");
  const wish = firstWish(late, row);
  expect(at(momentOf(wish.day, wish.time))).toBeGreaterThan(late);
  expect(new Date(momentOf(wish.day, wish.time)).getUTCDay()).toBe(1);
});

test("a session stands ahead, today, begun without an outcome, or over", () => {
  expect(standing(session({}), at("2026-11-29T00:00:00Z"))).toBe("ahead");
  expect(standing(session({}), at("2026-11-30T00:00:00Z"))).toBe("today");
  expect(standing(session({}), at("2026-11-30T08:30:00Z"))).toBe("due");
  expect(standing(session({ state: "held" }), at("2026-11-30T09:00:00Z"))).toBe("over");
});

test("sessions are listed by day, the first one first", () => {
  const rows = [
    session({ id: "c", starts_at: "2026-12-01T03:00:00+00:00" }),
    session({ id: "b", starts_at: "2026-11-30T09:30:00+00:00" }),
    session({ id: "a" }),
  ];
  expect(byDay(rows).map(([day, of]) => [day, of.map(({ id }) => id)])).toEqual([
    ["2026-11-30", ["a", "b"]],
    ["2026-12-01", ["c"]],
  ]);
});

/** What stands in the parts of a date is sent only whole, real and within its limits; pasted dates of every habit are read. */
import { expect, test } from "vitest";
import { answer, readPasted, type Typed } from "../src/dates/typed.ts";

const EMPTY: Typed = { year: null, month: null, day: null, hour: null, minute: null };
const day = (year: number | null, month: number | null, day: number | null): Typed => ({
  ...EMPTY,
  year,
  month,
  day,
});

test.each([
  [EMPTY, "", null],
  [day(2012, 3, 15), "2012-03-15", null],
  [day(2012, 2, 29), "2012-02-29", null],
  [day(2011, 2, 29), null, "no_such"],
  [day(2012, 2, 31), null, "no_such"],
  [day(2012, 3, 0), null, "no_such"],
  [day(null, 3, 15), null, "half"],
  [day(2012, null, null), null, "half"],
  [day(12, 3, 15), null, "half"],
  [day(202, 3, 15), null, "half"],
  [day(1995, 12, 31), null, "early"],
  [day(2026, 11, 30), null, "late"],
  [day(2026, 11, 29), "2026-11-29", null],
] as const)("a day typed as %j is %j (%j)", (typed, value, problem) => {
  expect(answer(typed, "day", "1996-01-01", "2026-11-29")).toEqual({ value, problem });
});

test("an hour is typed alone, or with its day", () => {
  const clock = { hour: 7, minute: 5 };
  expect(answer({ ...EMPTY, ...clock }, "hour").value).toBe("07:05");
  expect(answer({ ...EMPTY, hour: 7 }, "hour").problem).toBe("half");
  expect(answer({ ...day(2026, 1, 2), ...clock }, "moment").value).toBe("2026-01-02T07:05");
  expect(answer(day(2026, 1, 2), "moment").problem).toBe("half");
});

test.each([
  "2012-03-15",
  "২০১২-০৩-১৫",
  "15/03/2012",
  "১৫.০৩.২০১২",
  " 15-3-2012\n",
  "১৫ ৩ ২০১২",
  "2012/03/15",
  "2012-03-15T18:30",
])("%j is pasted as the fifteenth of March", (text) => {
  expect(readPasted(text, "day")).toMatchObject({ year: 2012, month: 3, day: 15 });
});

test.each(["", "আজ", "15/03", "15/03/12", "31/02/2012", "03/15/2012", "15/03-2012", "20120315"])(
  "%j is no date to paste",
  (text) => {
    expect(readPasted(text, "day")).toBeNull();
  },
);

test("an hour is pasted with its day, or the day alone; a clock goes to 23:59", () => {
  const both = readPasted("১৫/০৩/২০১২, ১৮:৩০", "moment");
  expect(both).toEqual({ year: 2012, month: 3, day: 15, hour: 18, minute: 30 });
  expect(readPasted("15/03/2012", "moment")).toMatchObject({ day: 15, hour: null });
  expect(readPasted("১৮:৩০", "hour")).toMatchObject({ hour: 18, minute: 30 });
  expect(readPasted("24:00", "hour")).toBeNull();
  expect(readPasted("15/03/2012", "hour")).toBeNull();
});

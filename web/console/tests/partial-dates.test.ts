/** As much of a date as is known is kept, in order of year, month and day; what is no date is not. */
import { expect, test } from "vitest";
import { NOTHING, partsOf, readPartial, written } from "../src/dates/partial.ts";

const parts = (year: string, month = "", day = "") => ({ year, month, day });

test.each([
  [NOTHING, "", null],
  [parts("2015"), "2015", null],
  [parts("২০১৫", "3"), "2015-03", null],
  [parts("2015", "3", "৫"), "2015-03-05", null],
  [parts("2016", "2", "29"), "2016-02-29", null],
  [parts("2015", "2", "29"), null, "no_such"],
  [parts("2015", "13"), null, "no_such"],
  [parts("2015", "3", "x"), null, "no_such"],
  [parts("2015", "3", "0"), null, "no_such"],
  [parts("2015", "", "5"), null, "half"],
  [parts("", "3"), null, "half"],
  [parts("201"), null, "half"],
  [parts("0201"), null, "half"],
] as const)("%j is %j (%j)", (typed, value, problem) => {
  expect(written(typed)).toEqual({ value, problem });
});

test.each(["2015", "2015-03", "2015-12-31", ""])("%j comes back as it was", (value) => {
  expect(written(partsOf(value)).value).toBe(value);
});

test.each([
  ["২০১৫", "2015"],
  ["03/2015", "2015-03"],
  ["2015-3", "2015-03"],
  [" ৫.৩.২০১৫ ", "2015-03-05"],
  ["2015-03-05", "2015-03-05"],
])("%j pasted is %j", (text, value) => {
  const found = readPartial(text);
  expect(found && written(found).value).toBe(value);
});

test.each(["আজ", "31/02/2015", "13/2015", "15", ""])("%j pasted is no date", (text) => {
  expect(readPartial(text)).toBeNull();
});

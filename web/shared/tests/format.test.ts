/** Numbers, times and masks as a reader sees them; searching across spellings. */
import { describe, expect, test } from "vitest";
import {
  clockTime,
  countdown,
  date,
  dateTime,
  digits,
  duration,
  foldForSearch,
  kilometres,
  latinDigits,
  maskPhone,
  secondsSince,
  ticket,
} from "../src/format.ts";

const AT = "2026-11-24T15:44:09Z";
const NOW = Date.parse(AT);

describe("digits and lengths", () => {
  test("digits follow the reader's choice", () => {
    expect(digits("21:44", "bn")).toBe("২১:৪৪");
    expect(digits(1098, "latin")).toBe("1098");
  });

  test("digits typed in either set are shown in the reader's", () => {
    expect(digits("১৩", "latin")).toBe("13");
    expect(digits("1৩", "bn")).toBe("১৩");
  });

  test("a ticket number keeps its dashes", () => {
    expect(ticket("1098-26-000123", "bn")).toBe("১০৯৮-২৬-০০০১২৩");
  });

  test.each([
    [0, "0:00"],
    [56, "0:56"],
    [252, "4:12"],
    [3_661, "1:01:01"],
    [-5, "0:00"],
  ])("%i seconds read %s", (seconds, text) => {
    expect(duration(seconds, "latin")).toBe(text);
  });

  test("a countdown says what is left and then how late it is", () => {
    expect(countdown(new Date(NOW + 56_000).toISOString(), NOW, "bn")).toEqual({
      text: "০:৫৬",
      late: false,
    });
    expect(countdown(new Date(NOW - 200_000).toISOString(), NOW, "latin")).toEqual({
      text: "+3:20",
      late: true,
    });
  });

  test("a start in the future by a skewed clock counts as now", () => {
    expect(secondsSince(new Date(NOW + 900).toISOString(), NOW)).toBe(0);
  });

  test("distances keep one decimal below ten kilometres", () => {
    expect(kilometres(2.14, "bn")).toBe("২.১");
    expect(kilometres(14.4, "latin")).toBe("14");
  });
});

describe("the clock and the calendar of Dhaka", () => {
  test("24 hours, six ahead of UTC", () => {
    expect(clockTime(AT, "bn")).toBe("২১:৪৪");
    expect(clockTime(AT, "latin", true)).toBe("21:44:09");
    expect(clockTime("2026-11-24T18:05:00Z", "latin")).toBe("00:05");
  });

  test("dates name the month in the reader's language with the reader's digits", () => {
    expect(date(AT, "bn", "bn")).toBe("২৪ নভেম্বর ২০২৬");
    expect(date(AT, "bn", "latin")).toBe("24 নভেম্বর 2026");
    expect(date(AT, "en", "latin")).toBe("24 November 2026");
  });

  test("today is said by the clock alone", () => {
    expect(dateTime(AT, NOW, "en", "latin")).toBe("21:44");
    expect(dateTime("2026-11-23T15:44:09Z", NOW, "en", "latin")).toBe("23 November 2026, 21:44");
  });
});

describe("telephone numbers", () => {
  test("the middle is hidden, whatever form came", () => {
    expect(maskPhone("+8801012345678", "latin")).toBe("0101••••678");
    expect(maskPhone("01012345678", "bn")).toBe("০১০১••••৬৭৮");
  });

  test("what is no full number stays as the server sent it", () => {
    expect(maskPhone("0101••••678", "latin")).toBe("0101••••678");
    expect(maskPhone("anonymous", "latin")).toBe("anonymous");
  });
});

describe("searching", () => {
  test.each([
    ["বাড়ি", "বাড়ি"],
    ["য়", "য়"],
    ["ক্‍ষ", "ক্ষ"],
    ["কো", "কো"],
    ["ওয়ার্ড  ১২", "ওয়ার্ড 12"],
    ["BARISHAL", "barishal"],
  ])("%s and %s meet", (typed, stored) => {
    expect(foldForSearch(typed)).toBe(foldForSearch(stored));
  });

  test("different words stay different", () => {
    expect(foldForSearch("বাড়ি")).not.toBe(foldForSearch("বাডি"));
  });

  test("both digit sets are accepted where a number is typed", () => {
    expect(latinDigits("০১০১২")).toBe("01012");
  });
});

/** What is unknown of a child is said to be unknown, and is never zero or no. */
import { loadCatalogue, speak } from "@helpline/shared/i18n";
import en from "@helpline/shared/locales/en.po?areas=common,console,problem&po";
import type { FactRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { asSent } from "../src/children/FactField.tsx";
import { ageToday, factText, nameOf } from "../src/children/said.ts";
import { sayer } from "../src/say/useSay.ts";

const FACT: FactRow = {
  field: "in_school",
  value: null,
  place: null,
  unknown: "not_asked",
  source: "child",
  said_on: null,
  saved_at: "2026-11-24T12:00:00+00:00",
  saved_by: { id: "x", name: { bn: "ক", en: "A" } },
  merge_id: null,
  under_merge: null,
  counts: true,
};
loadCatalogue("en", en);
speak("en");
const say = sayer("en", "latin");

test("an unknown value is said with its reason", () => {
  const text = factText(FACT, say);
  expect(text).not.toBe("");
  expect(text).not.toMatch(/^no$/i);
});

test("an unknown age is no zero, and a baby is", () => {
  expect(ageToday(null, say)).not.toContain("0");
  expect(ageToday({ youngest: 0, oldest: 0 }, say)).toContain("0");
  expect(ageToday({ youngest: 8, oldest: 10 }, say)).toContain("8–10");
});

test("a name that is refused is no name", () => {
  expect(nameOf([{ ...FACT, field: "name_bn", unknown: "refused" }])).toBeNull();
  expect(nameOf([{ ...FACT, field: "nickname", unknown: null, value: "টুনি" }])).toBe("টুনি");
});

test("an age is sent as a span, a birth as it was typed", () => {
  expect(asSent("age", "৮-১০")).toEqual({ from: "৮", to: "১০", certainty: "guess" });
  expect(asSent("age", "9")).toEqual({ from: "9", certainty: "guess" });
  expect(asSent("birth", " ২০১৫ ")).toEqual({ date: "২০১৫" });
});

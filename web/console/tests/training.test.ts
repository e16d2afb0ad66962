/** Results of a session and standing of what was passed: silence passes nobody, and nothing unknown is told as known. */
import type { ParticipantRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { courseSaid } from "../src/training/CourseFields.tsx";
import { lackOf, OUTCOMES, outcomeOf, resultsOf, standingOf } from "../src/training/codes.ts";

const person = (id: string): ParticipantRow => ({
  holder: { kind: "staff", id, name: null },
  attended: null,
  result: "unknown",
});

test("who is not marked is sent as not known, and whoever was struck is not sent", () => {
  expect(resultsOf([person("a"), person("b")], { a: "passed", gone: "passed" })).toEqual([
    { holder: "a", attended: true, result: "passed" },
    { holder: "b", attended: null, result: "unknown" },
  ]);
});

test("every choice comes back from the server as it was made", () => {
  for (const outcome of OUTCOMES) {
    const [sent] = resultsOf([person("a")], { a: outcome });
    expect(outcomeOf({ attended: sent?.attended ?? null, result: sent?.result ?? "unknown" })).toBe(
      outcome,
    );
  }
});

test.each([
  ["ended", { counts: false, end_reason: "renewed", told_level: 2, until: "2026-11-01" }],
  ["over", { counts: false, end_reason: null, told_level: 2, until: "2026-11-01" }],
  ["soon", { counts: true, end_reason: null, told_level: 1, until: "2026-12-01" }],
  ["counts", { counts: true, end_reason: null, told_level: 0, until: "2027-12-01" }],
  ["for_good", { counts: true, end_reason: null, told_level: 0, until: null }],
] as const)("what was passed stands as %s", (standing, row) => {
  expect(standingOf(row)).toBe(standing);
});

test.each([
  ["never", { until: null, counts: false }],
  ["over", { until: "2026-11-01", counts: false }],
  ["soon", { until: "2026-12-10", counts: true }],
] as const)("who needs a course and lacks it stands as %s", (lack, row) => {
  const holder = { kind: "worker", id: "w", name: null } as const;
  expect(lackOf({ holder, posts: [], ...row })).toBe(lack);
});

test("a course is sent with what nobody knows as null, and not at all with a number that is none", () => {
  const typed = { name_bn: "ক", name_en: "A", hours: "৪০", months: "" };
  expect(courseSaid(typed)).toEqual({ name_bn: "ক", name_en: "A", hours: 40, valid_months: null });
  expect(courseSaid({ ...typed, months: "a year" })).toBeNull();
  expect(courseSaid({ ...typed, months: "0" })).toBeNull();
  expect(courseSaid({ ...typed, name_bn: " " })).toBeNull();
});

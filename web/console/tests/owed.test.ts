/** What is owed to committees, and their report: late by the day, and nothing unknown told as none. */
import type { CommitteeReport, OwedDecision } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { FIGURES, lines, standing } from "../src/boards/owed.ts";

test.each([
  ["late", "2026-11-30", 0],
  ["late", "2026-11-30", 4],
  ["soon", "2026-12-01", 1],
  ["open", "2026-12-01", 0],
] as const)("a decision is %s when due on %s and told %s times", (stands, due_on, told_level) => {
  const row = { due_on, told_level } as OwedDecision;
  expect(standing(row, "2026-12-01")).toBe(stands);
});

test("a district of which no committee is known is named and has no line of figures", () => {
  const none = Object.fromEntries(FIGURES.map((name) => [name, null]));
  const zero = Object.fromEntries(FIGURES.map((name) => [name, 0]));
  const report = {
    districts: [
      { district: "a", ...none },
      { district: "b", ...zero },
    ],
  };
  const { known, unknown } = lines(report as unknown as CommitteeReport);
  expect(known.map(({ district }) => district)).toEqual(["b"]);
  expect(unknown.map(({ district }) => district)).toEqual(["a"]);
});

/** Cells of a report: numbers in the country's groups and the reader's digits, what is lost never as zero. */
import type { ReportCell, ReportDocument } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { grouped, inWords, span } from "../src/reports/cells.ts";
import { sayer } from "../src/say/useSay.ts";

const report = {
  legend: [
    { mark: "derived", sign: "*", said: { bn: "হিসাব", en: "derived" } },
    { mark: "lost", sign: "—", said: { bn: "হারানো", en: "lost" } },
  ],
} as unknown as ReportDocument;
const bangla = sayer("bn", "bn");

test("numbers are grouped as the country writes them, in the reader's digits", () => {
  expect(grouped(62380907, "bn")).toBe("6,23,80,907");
  expect(grouped(62380907, "en")).toBe("62,380,907");
  expect(inWords({ value: 13299, mark: "read" } as ReportCell, report, bangla)).toBe("১৩,২৯৯");
  expect(inWords({ value: 13299, mark: "read" } as ReportCell, report, sayer("bn", "latin"))).toBe(
    "13,299",
  );
});

test("a lost number is its sign, a derived one bears its sign, and zero is a number", () => {
  expect(inWords({ value: null, mark: "lost" } as ReportCell, report, bangla)).toBe("—");
  expect(inWords({ value: 9, mark: "derived" } as ReportCell, report, bangla)).toBe("৯*");
  expect(inWords({ value: 0, mark: "read" } as ReportCell, report, bangla)).toBe("০");
  expect(inWords({} as ReportCell, report, bangla)).toBe("");
});

test("a span is told only when both its ends are known", () => {
  expect(span({ low: 4, high: 9 } as ReportCell)).toEqual({ low: 4, high: 9 });
  expect(span({ low: 0, high: null } as ReportCell)).toBeNull();
  expect(span({} as ReportCell)).toBeNull();
});

/** What is known of a caller's number stands on the call's own row; the ring fills in for an older server. */
import type { CallRow, Offer } from "@helpline/shared/types";
import { expect, test } from "vitest";
import {
  type CallThatTells,
  earlierOf,
  safetyNow,
  safetyOf,
  timesOf,
} from "../src/incident/who/told.ts";

const EARLIER = [
  { number: "1098-26-000001", at: "2026-11-22T15:45:00Z", categories: [], counsellor: null },
];
const told = {
  contact_safety: "safe",
  earlier: EARLIER,
  times_called: { day: 1, month: 2, ever: 3 },
} as unknown as CallThatTells;
const offer = {
  contact_safety: "unsafe",
  earlier: [],
  times_called: { day: 9, month: 9, ever: 9 },
} as unknown as Offer;
const silent = {} as CallRow;
const NOW = Date.parse("2026-11-24T12:00:00Z");

test("after a reload, with no ring in memory, the call still tells of safety and earlier calls", () => {
  expect(safetyOf(told, undefined, NOW)).toBe("safe");
  expect(earlierOf(told, undefined)).toEqual(EARLIER);
  expect(timesOf(told, undefined)?.ever).toBe(3);
});

test("the call's row has the last word over the ring", () => {
  expect(safetyOf(told, offer, NOW)).toBe("safe");
  expect(earlierOf(told, offer)).toEqual(EARLIER);
});

test("a row without these fields leaves the word to the ring, and nobody's word is unknown", () => {
  expect(safetyOf(silent, offer, NOW)).toBe("unsafe");
  expect(timesOf(silent, offer)?.ever).toBe(9);
  expect(safetyOf(null, undefined, NOW)).toBe("unknown");
  expect(earlierOf(silent, undefined)).toBeNull();
});

test("a safe number is unknown from the moment on at which its 24 hours are over", () => {
  const row = { contact_safety: "safe", contact_safe_until: "2026-11-24T12:00:00Z" } as const;
  expect(safetyNow(row, NOW - 1)).toBe("safe");
  expect(safetyNow(row, NOW)).toBe("unknown");
  expect(safetyNow({ ...row, contact_safety: "unsafe" }, NOW)).toBe("unsafe");
  expect(safetyOf({ ...told, ...row } as CallThatTells, offer, NOW)).toBe("unknown");
});

/** A counsellor's open work: the most pressing first. */
import type { WorkRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { bySoonest, isLate } from "../src/duty/workOrder.ts";

const NOW = Date.parse("2026-11-22T15:45:00Z");
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const row = (over: Partial<WorkRow>) =>
  ({ dispatch_state: null, due_at: null, opened_at: at(-600), ...over }) as WorkRow;

test("unanswered stands first, then what is due soonest, then the longest open", () => {
  const rows = [
    row({ number: "d", opened_at: at(-60) }),
    row({ number: "c", opened_at: at(-900) }),
    row({ number: "b", due_at: at(30), dispatch_state: "alerting" }),
    row({ number: "a", dispatch_state: "unanswered" }),
  ];
  expect(rows.sort(bySoonest).map((each) => each.number)).toEqual(["a", "b", "c", "d"]);
});

test("is late when its time is over or nobody answered", () => {
  expect(isLate(row({ due_at: at(1) }), NOW)).toBe(false);
  expect(isLate(row({ due_at: at(0) }), NOW)).toBe(true);
  expect(isLate(row({ dispatch_state: "unanswered" }), NOW)).toBe(true);
});

/** Which open incident comes first in a counsellor's list; pure. */
import type { WorkRow } from "@helpline/shared/types";

/** Late, or its ladder ran out without an answer. */
export function isLate(row: WorkRow, nowMs: number): boolean {
  if (row.dispatch_state === "unanswered") return true;
  return row.due_at !== null && Date.parse(row.due_at) <= nowMs;
}

/** Unanswered first, then what is due soonest, then the longest open. */
export function bySoonest(a: WorkRow, b: WorkRow): number {
  return rank(a) - rank(b) || due(a) - due(b) || a.opened_at.localeCompare(b.opened_at);
}

function rank(row: WorkRow): number {
  return row.dispatch_state === "unanswered" ? 0 : 1;
}

function due(row: WorkRow): number {
  return row.due_at ? Date.parse(row.due_at) : Number.MAX_SAFE_INTEGER;
}

/** The order of the call-back list and what may have come of a call back; it asks nobody. */
import type { CallBackOutcome, CallBackRow, PlanAgainReason } from "@helpline/shared/types";

export const OUTCOMES: readonly CallBackOutcome[] = [
  "reached",
  "not_reached",
  "called_again",
  "not_safe",
  "other",
];

export const PLAN_AGAIN: readonly PlanAgainReason[] = [
  "danger",
  "better_time",
  "somebody_asked",
  "other",
];

/** As the attempts fall due; those whose plan is over come last, the longest known first. */
export function inOrder(rows: readonly CallBackRow[]): CallBackRow[] {
  const due = ({ due_at }: CallBackRow) => (due_at ? Date.parse(due_at) : Number.POSITIVE_INFINITY);
  const made = ({ made_at }: CallBackRow) => Date.parse(made_at);
  return [...rows].sort((a, b) =>
    due(a) === due(b) ? made(a) - made(b) : due(a) < due(b) ? -1 : 1,
  );
}

/** Whether a colleague, or I, have the row in hand now; null when nobody has. */
export function claimNow(row: CallBackRow, now: number, me: string): "mine" | "theirs" | null {
  if (!row.claimed_until || Date.parse(row.claimed_until) <= now) return null;
  return row.claimed_by_id === me ? "mine" : "theirs";
}

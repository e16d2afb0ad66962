/** How the marks on a number stand, and who may add one; pure. */
import type { CallRow, MarksRow } from "@helpline/shared/types";

export type MarkStanding = "none" | "not_yet" | "lowers";

/** A place that was lowered is so no longer from the moment on at which the marks expire. */
export function markStanding(
  { marks, lowers_until }: Pick<MarksRow, "marks" | "lowers_until">,
  nowMs: number,
): MarkStanding {
  if (lowers_until !== null && Date.parse(lowers_until) > nowMs) return "lowers";
  return marks.length > 0 ? "not_yet" : "none";
}

/** One's own call, when it is over, and once: nobody judges a child who is still speaking. */
export function mayMark(
  call: Pick<CallRow, "state" | "owner">,
  me: string | null,
  { may_be_marked, of_this_call }: Pick<MarksRow, "may_be_marked" | "of_this_call">,
): boolean {
  if (!may_be_marked || of_this_call !== null || call.state !== "ended") return false;
  return me !== null && call.owner?.id === me;
}

/** When a worker is to say that he or she is safe, as it stands with what waits on this phone; pure, it sends nothing. */

import type { OwnCheckIn } from "@helpline/shared/types";
import type { Kept } from "./shelf.ts";

export type CheckInState = "fine" | "due" | "late";
export type CheckIn = { dueMs: number; state: CheckInState; waits: boolean };

/** Minutes a worker may choose from; the usual time is the longest there is. */
const STEPS = [5, 10, 15, 20, 30, 45, 60];

/** Null while nobody waits for it. What was said without network counts from when it was said. */
export function checkIn(own: OwnCheckIn | null, pending: Kept[], nowMs: number): CheckIn | null {
  if (!own) return null;
  const said = pending.filter(({ decision }) => decision.verb === "check_in").at(-1);
  const dueMs = said
    ? Date.parse(said.madeAt) + (said.offsetMs ?? 0) + own.every_seconds * 1_000
    : Date.parse(own.due_at);
  if (own.late && !said) return { dueMs, state: "late", waits: false };
  return { dueMs, state: dueMs <= nowMs ? "due" : "fine", waits: Boolean(said) };
}

/** The choices of how often, longest last. */
export function paces(own: OwnCheckIn): number[] {
  const usual = Math.floor(own.usual_seconds / 60);
  return [...STEPS.filter((minutes) => minutes < usual), usual];
}

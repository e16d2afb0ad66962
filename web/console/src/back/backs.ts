/** The order of the call-back list and what may have come of a call back; it asks nobody. */
import type { CallBackOutcome, CallBackRow } from "@helpline/shared/types";

export const OUTCOMES: readonly CallBackOutcome[] = [
  "reached",
  "not_reached",
  "called_again",
  "not_safe",
  "other",
];

/** Who has waited longest stands first; nobody's place depends on how often somebody tried. */
export function inOrder(rows: readonly CallBackRow[]): CallBackRow[] {
  return [...rows].sort((a, b) => Date.parse(a.made_at) - Date.parse(b.made_at));
}

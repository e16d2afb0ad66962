/** Shares and waits of the service levels as they are shown; pure. */
import type { ServiceLevel } from "@helpline/shared/types";

/** The three formulas, in the order in which they stand side by side; the last is the target's. */
export const FORMULAS = ["of_answered", "of_offered", "of_offered_less_short"] as const;
export type Formula = (typeof FORMULAS)[number];
export const OF_TARGET: Formula = "of_offered_less_short";

/** Periods to choose from: their length, and how it is said. */
export const PERIODS = [
  { minutes: 30, n: 30, unit: "minutes" },
  { minutes: 120, n: 2, unit: "hours" },
  { minutes: 24 * 60, n: 24, unit: "hours" },
  { minutes: 7 * 24 * 60, n: 7, unit: "days" },
] as const;

export const COUNTS = ["offered", "answered", "abandoned", "short_abandoned", "waiting"] as const;
export const WAITS = ["wait_mean", "wait_p50", "wait_p90"] as const;

/** A share as a percentage with one decimal, cut off and never rounded up to a target it missed. */
export function percent(share: number): string {
  const tenths = Math.floor(share * 1000 + 1e-6);
  return tenths % 10 === 0 ? String(tenths / 10) : (tenths / 10).toFixed(1);
}

export type Judged = "on_target" | "below" | "no_calls" | "no_target";

/** How one share stands against the target; only the formula of the target is judged. */
export function judged(level: ServiceLevel, formula: Formula): Judged {
  const share = level[formula];
  if (share === null) return "no_calls";
  if (formula !== OF_TARGET || level.target === null) return "no_target";
  return share >= level.target ? "on_target" : "below";
}

/** Days, hours and minutes as a reader counts them: what of a case is due runs for days, not for seconds. */
import type { Instant } from "@helpline/shared/types";
import type { Say } from "../say/useSay.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "in 6 d", or "late by 3 h"; from two days on in days, from an hour on in hours. */
export function dueText(dueAt: Instant, nowMs: number, say: Say): string {
  const left = Date.parse(dueAt) - nowMs;
  return say.t(left > 0 ? "console.case.due_in" : "console.case.late_by", {
    span: spanText(Math.abs(left), say),
  });
}

export function spanText(ms: number, say: Say): string {
  if (ms >= 2 * DAY) return say.t("console.case.days", { n: Math.floor(ms / DAY) });
  if (ms >= HOUR) return say.t("console.case.hours", { n: Math.floor(ms / HOUR) });
  return say.t("console.case.minutes", { n: Math.max(1, Math.floor(ms / MINUTE)) });
}

/** How a referral's state looks, and when it is late; pure. */
import type { InboxRow } from "@helpline/shared/types";

export const HUES = {
  sent: "waiting",
  accepted: "info",
  rejected: "none",
  done: "safe",
  revoked: "none",
} as const;
export const ICONS = {
  sent: "hour",
  accepted: "check",
  rejected: "x",
  done: "check",
  revoked: "x",
} as const;

/** When an answer was needed, in milliseconds. */
export function lateAt(row: Pick<InboxRow, "sent_at" | "answer_within_seconds">): number {
  return Date.parse(row.sent_at) + row.answer_within_seconds * 1000;
}

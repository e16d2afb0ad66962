/** How a child's way home stands: which one is worked on, what is due next and how it looks; it asks nobody. */
import type { IconName } from "@helpline/shared/icons";
import type { HomeFollowUpRow, ReintegrationRow } from "@helpline/shared/types";
import type { Hue } from "../parts/status.tsx";

/** The one that is planned or followed up; else the last one. */
export function current(rows: readonly ReintegrationRow[]): ReintegrationRow | null {
  const open = rows.find(({ state }) => state === "planned" || state === "home");
  return open ?? rows.at(-1) ?? null;
}

/** The follow-up that must be told first. */
export function nextDue(slots: readonly HomeFollowUpRow[]): HomeFollowUpRow | null {
  const due = slots.filter(({ state }) => state === "due");
  return due.sort((a, b) => a.planned_on.localeCompare(b.planned_on))[0] ?? null;
}

/** A day counts until its end in Dhaka. */
export function slotLook(slot: HomeFollowUpRow, now: number): { hue: Hue; icon: IconName } {
  if (slot.state === "done") return { hue: "safe", icon: "check" };
  if (slot.state === "dropped") return { hue: "none", icon: "x" };
  const late = Date.parse(`${slot.planned_on}T23:59:59+06:00`) < now;
  return late ? { hue: "overdue", icon: "late" } : { hue: "info", icon: "clock" };
}

export const STATE_LOOK: Record<ReintegrationRow["state"], { hue: Hue; icon: IconName }> = {
  planned: { hue: "info", icon: "pen" },
  home: { hue: "info", icon: "home" },
  settled: { hue: "safe", icon: "safe" },
  at_risk: { hue: "danger", icon: "warn" },
  ended: { hue: "none", icon: "check" },
  called_off: { hue: "none", icon: "x" },
};

/** Which family of words the reason of an end belongs to. */
export const WHY_FAMILY: Partial<Record<ReintegrationRow["state"], string>> = {
  at_risk: "why_at_risk",
  ended: "why_given_up",
  called_off: "why_called_off",
};

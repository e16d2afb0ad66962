/** In which order the children of a centre are looked at: what is late first, then whose stay ends first; pure. */
import type { StayRow } from "@helpline/shared/types";

type Stay = Pick<StayRow, "dues" | "ends_at" | "open_incidents" | "id">;

export function isLate(stay: Pick<Stay, "dues">, now: number): boolean {
  return stay.dues.some(({ due_at }) => Date.parse(due_at) <= now);
}

export function pressing(now: number): (one: Stay, other: Stay) => number {
  const weight = (stay: Stay) => (stay.open_incidents > 0 ? 2 : 0) + (isLate(stay, now) ? 1 : 0);
  return (one, other) =>
    weight(other) - weight(one) ||
    one.ends_at.localeCompare(other.ends_at) ||
    one.id.localeCompare(other.id);
}

/** How many of the stays wait for something: late, an incident, a health check. */
export function waiting(stays: readonly (Stay & { health_checked: boolean })[], now: number) {
  return {
    late: stays.filter((stay) => isLate(stay, now)).length,
    incidents: stays.filter(({ open_incidents }) => open_incidents > 0).length,
    unchecked: stays.filter(({ health_checked }) => !health_checked).length,
  };
}

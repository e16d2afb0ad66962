/** Days and hours of a roster as Dhaka has them; it reads no clock. */
import type { GapRow, Instant, RosterWeek } from "@helpline/shared/types";
import { dayOf, momentOf } from "../sessions/slots.ts";

const DAY_MS = 86_400_000;
const HALF_HOURS = 48;

/** Every half hour of a day, "00:00" to "23:30", and `own` if it is none of these. */
export function hoursOfDay(own: string): string[] {
  const all = Array.from({ length: HALF_HOURS }, (_, n) => {
    return `${String(n >> 1).padStart(2, "0")}:${n % 2 ? "30" : "00"}`;
  });
  return all.includes(own) ? all : [...all, own].sort();
}

/** The moment at which a day of Dhaka begins, in ms. */
export function midnight(day: string): number {
  return Date.parse(momentOf(day, "00:00"));
}

export function plus(day: string, days: number): string {
  return dayOf(midnight(day) + days * DAY_MS);
}

/** The Sunday with which the week of this day begins. */
export function weekOf(day: string): string {
  return plus(day, -new Date(`${day}T00:00:00Z`).getUTCDay());
}

/** From and until of a shift; one that ends no later than it begins ends on the next day. */
export function shiftTimes(day: string, from: string, until: string) {
  return {
    starts_at: momentOf(day, from),
    ends_at: momentOf(until > from ? day : plus(day, 1), until),
  };
}

export type Part = { from: Instant; until: Instant; whole: boolean };

/** The part of a span that lies in a day; null when none does. */
export function inDay(span: { starts_at: Instant; ends_at: Instant }, day: string): Part | null {
  const [begins, ends] = [midnight(day), midnight(plus(day, 1))];
  const from = Math.max(begins, Date.parse(span.starts_at));
  const until = Math.min(ends, Date.parse(span.ends_at));
  if (from >= until) return null;
  const [a, b] = [new Date(from).toISOString(), new Date(until).toISOString()];
  return { from: a, until: b, whole: from === begins && until === ends };
}

/** The day under which a shift stands: where it begins, or the first day shown. */
export function standsUnder(shift: { starts_at: Instant }, days: readonly string[]): string {
  const day = dayOf(Date.parse(shift.starts_at));
  return days.includes(day) ? day : (days[0] ?? day);
}

/** Of each kind of gap what lies in a day; the worst kind first. */
export function gapsIn(gaps: readonly GapRow[], day: string): (Part & { missing: string })[] {
  return gaps.flatMap((gap) => {
    const part = inDay(gap, day);
    return part ? [{ ...part, missing: gap.missing }] : [];
  });
}

/** Somebody in a week: what is planned for this person, in whatever area he or she stands. */
export function planOf(week: RosterWeek, worker: string) {
  return {
    shifts: week.shifts.filter((row) => row.worker_id === worker),
    leaves: week.leaves.filter((row) => row.worker_id === worker),
  };
}

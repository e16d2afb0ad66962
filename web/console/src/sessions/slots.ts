/** Days, hours and series of counselling sessions, by the calendar of Dhaka; pure. */
import type { SessionRow } from "@helpline/shared/types";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Dhaka is six hours ahead of UTC all the year. */
const OFFSET = "+06:00";
const DHAKA_MS = 6 * HOUR_MS;

export const DAYS_AHEAD = 84;
export const FIRST_HOUR = 8;
export const LAST_HOUR = 21;
export const MINUTES = [30, 45, 60, 90] as const;
export const TIMES = [1, 2, 3, 4, 6, 8, 12] as const;
export const EVERY_DAYS = [7, 14, 28] as const;

/** The day in Dhaka, as 2026-11-28. */
export function dayOf(ms: number): string {
  return new Date(ms + DHAKA_MS).toISOString().slice(0, 10);
}

/** Today and the days to come, as 2026-11-28. */
export function daysFrom(nowMs: number, count = DAYS_AHEAD): string[] {
  return Array.from({ length: count }, (_, index) => dayOf(nowMs + index * DAY_MS));
}

/** Every quarter of an hour of a working day, as 14:30; of today only those still to come. */
export function timesOn(day: string, nowMs: number): string[] {
  const all = Array.from({ length: (LAST_HOUR - FIRST_HOUR) * 4 + 1 }, (_, index) => {
    const minutes = FIRST_HOUR * 60 + index * 15;
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  });
  return all.filter((time) => Date.parse(momentOf(day, time)) > nowMs);
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}

/** A day and a time of Dhaka as the server takes it. */
export function momentOf(day: string, time: string): string {
  return `${day}T${time}:00${OFFSET}`;
}

/** The clock of Dhaka at this moment, as 14:30. */
export function timeOf(ms: number): string {
  return new Date(ms + DHAKA_MS).toISOString().slice(11, 16);
}

/** When the last session of a series begins, in ms. */
export function lastOf(startsAt: string, times: number, everyDays: number): number {
  return Date.parse(startsAt) + (times - 1) * everyDays * DAY_MS;
}

export type Wanted = {
  staff_id: string;
  day: string;
  time: string;
  minutes: number;
  times: number;
  every_days: number;
};

/** What the form starts with: one session tomorrow, or the same again a week after this one. */
export function firstWish(nowMs: number, like: SessionRow | null): Wanted {
  if (!like) {
    const day = dayOf(nowMs + DAY_MS);
    return { staff_id: "", day, time: "10:00", minutes: 45, times: 1, every_days: 7 };
  }
  const at = Date.parse(like.starts_at);
  const weeks = Math.max(1, Math.floor((nowMs - at) / (7 * DAY_MS)) + 1);
  const again = at + weeks * 7 * DAY_MS;
  return {
    staff_id: like.staff_id,
    day: dayOf(again),
    time: timeOf(at),
    minutes: like.minutes,
    times: 1,
    every_days: 7,
  };
}

/** How a session stands at this moment. `due`: it has begun, and nobody has said what came of it. */
export type Standing = "ahead" | "today" | "due" | "over";

export function standing(row: SessionRow, nowMs: number): Standing {
  if (row.state !== "booked") return "over";
  if (Date.parse(row.starts_at) <= nowMs) return "due";
  return dayOf(Date.parse(row.starts_at)) === dayOf(nowMs) ? "today" : "ahead";
}

/** The first one first. */
export function inOrder(rows: Iterable<SessionRow>): SessionRow[] {
  return [...rows].sort(
    (a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at) || a.id.localeCompare(b.id),
  );
}

/** Sessions by the day on which they begin, days and sessions in order. */
export function byDay(rows: Iterable<SessionRow>): [string, SessionRow[]][] {
  const days = new Map<string, SessionRow[]>();
  for (const row of inOrder(rows)) {
    const day = dayOf(Date.parse(row.starts_at));
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return [...days];
}

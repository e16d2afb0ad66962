/** The clock of a stay as a screen shows it: how far it has run, how many days are left, and how it looks; pure. */
import type { Hue } from "../../parts/status.tsx";

const DAY = 86_400_000;
/** From here on the centre is reminded. */
export const SOON_DAYS = 30;

export type StayClock = {
  /** Days since the arrival, and until the end; below zero when it is over. */
  lived: number;
  left: number;
  /** From 0 to 1. */
  share: number;
  hue: Hue;
};

export function stayClock(arrived_at: string, ends_at: string, now: number): StayClock {
  const from = Date.parse(arrived_at);
  const to = Date.parse(ends_at);
  const left = Math.ceil((to - now) / DAY);
  return {
    lived: Math.max(0, Math.floor((now - from) / DAY)),
    left,
    share: Math.min(1, Math.max(0, (now - from) / (to - from))),
    hue: left <= 0 ? "overdue" : left <= SOON_DAYS ? "waiting" : "info",
  };
}

/** A day in Dhaka, as the server takes it. */
export function dayOf(now: number, days = 0): string {
  return new Date(now + 6 * 3_600_000 + days * DAY).toISOString().slice(0, 10);
}

/** A day of the server as a moment, to be said in the reader's words. */
export const noonOf = (day: string) => `${day}T12:00:00+06:00`;

/** So long after a child has left what is missing of its stay may be written down; the server says the same. */
const STILL_DAYS = 7;

export const stillWritten = (left_at: string | null, now: number): boolean =>
  left_at === null || now <= Date.parse(left_at) + STILL_DAYS * DAY;

/** The last day on which something can have been seen of a child: today, or the day it left. */
export const lastDay = (left_at: string | null, now: number): string =>
  dayOf(left_at === null ? now : Date.parse(left_at));

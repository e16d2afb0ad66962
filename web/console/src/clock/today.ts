/** How the clocks of today stand at a moment: sums over stops and areas; pure, it draws nothing. */
import type { AreaToday, StopToday } from "@helpline/shared/types";

export const COUNTED = ["acknowledged", "reached", "safe"] as const;
export type Standing = { within: number; near: number; late: number };
export type Standings = Record<StopToday["stop"], Standing>;

/** What is done in time, waits with time left or is paused is within; what is done or still out past its time is late. */
export function standing(stops: StopToday[], nowMs: number): Standings {
  return Object.fromEntries(
    COUNTED.map((name) => [
      name,
      sum(
        stops.filter(({ stop }) => stop === name),
        nowMs,
      ),
    ]),
  ) as Standings;
}

function sum(stops: StopToday[], nowMs: number): Standing {
  const total: Standing = { within: 0, near: 0, late: 0 };
  for (const { in_time, late, paused, waiting } of stops) {
    total.within += in_time + paused;
    total.late += late;
    for (const { near_at, due_at } of waiting) {
      if (Date.parse(due_at) <= nowMs) total.late += 1;
      else if (Date.parse(near_at) <= nowMs) total.near += 1;
      else total.within += 1;
    }
  }
  return total;
}

/** The areas with what stands in each, those with most that is late first, then near, then all. */
export function areasOf(areas: AreaToday[], nowMs: number): { area: AreaToday; of: Standings }[] {
  const rows = areas.map((area) => ({ area, of: standing(area.stops, nowMs) }));
  const count = (of: Standings, what: keyof Standing) =>
    COUNTED.reduce((total, stop) => total + of[stop][what], 0);
  const by = (what: keyof Standing) => (one: Standings, other: Standings) =>
    count(other, what) - count(one, what);
  return rows.sort(
    ({ of: one }, { of: other }) =>
      by("late")(one, other) || by("near")(one, other) || by("within")(one, other),
  );
}

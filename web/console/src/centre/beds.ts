/** How a bed board reads: its figures, its free beds, who suits which house; pure, it asks nobody. */

import type { IconName } from "@helpline/shared/icons";
import type { BedBoardRow, BedRow, BedState, HouseRow, TaskRow } from "@helpline/shared/types";
import type { Hue } from "../parts/status.tsx";

/** The look of a bed: four carriers, so that it is read in grey print as well. */
export const BED_LOOK: Record<BedState, readonly [Hue, IconName]> = {
  free: ["safe", "check"],
  held: ["waiting", "hour"],
  taken: ["info", "user"],
  out: ["none", "lock"],
};

export type FreeBed = { bed: BedRow; house: HouseRow };

/** The free beds for a child of this sex; any where it is not known. */
export function freeBeds(board: BedBoardRow, sex: string | null): FreeBed[] {
  const barred = sex === "girl" ? "boys" : sex === "boy" ? "girls" : "";
  return board.houses
    .filter(({ takes }) => takes !== barred)
    .flatMap((house) =>
      house.beds.filter(({ state }) => state === "free").map((bed) => ({ bed, house })),
    );
}

/** Labels of beds as somebody types them, separated by commas; each once. */
export function labels(typed: string): string[] {
  const named = typed.split(/[,،;\n]/).map((one) => one.trim().replace(/\s+/g, " "));
  return [...new Set(named.filter(Boolean))];
}

/** Alerts that wait for an answer, the one with the least time first. */
export function incoming(tasks: TaskRow[]): TaskRow[] {
  return tasks
    .filter(({ state, due_at }) => state === "alerting" && due_at !== null)
    .sort((a, b) => (a.due_at ?? "").localeCompare(b.due_at ?? ""));
}

/** True once the time to answer is over and others are asked: it may still be taken, and rings no more. */
export function isOverdue({ due_at }: TaskRow, nowMs: number): boolean {
  return due_at !== null && Date.parse(due_at) < nowMs;
}

/** So long the desk shows that somebody else has what it was asked for; the server says the same. */
const TAKEN_STAYS_MS = 30 * 60_000;

/** What somebody else took before the centre answered, the latest first. */
export function tooLate(tasks: TaskRow[], nowMs: number): TaskRow[] {
  return tasks
    .filter(({ taken }) => taken && nowMs - Date.parse(taken.at) < TAKEN_STAYS_MS)
    .sort((a, b) => (b.taken?.at ?? "").localeCompare(a.taken?.at ?? ""));
}

/** Children who are on the way here. */
export function expected(tasks: TaskRow[]): TaskRow[] {
  return tasks.filter(({ state }) => ["accepted", "en_route", "reached"].includes(state));
}

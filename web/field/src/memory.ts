/** What a phone may remember of a person and the tasks between two visits: who, which numbers, how far; nothing of a child. */

import type { Me, TaskRow } from "@helpline/shared/types";

const WHO = "helpline-field-me";
const TASKS = "helpline-field-tasks";

/** Who was signed in last, so that the app opens without network; the server still decides. */
export function rememberedMe(): Me | null {
  return read<Me>(WHO);
}

export function rememberMe(me: Me): void {
  write(WHO, me);
}

/** The tasks as they were last seen: number, urgency, upazila and state. */
export function rememberedTasks(me: Me): TaskRow[] {
  const kept = read<{ of: string; rows: TaskRow[] }>(TASKS);
  return kept?.of === me.id ? kept.rows : [];
}

export function rememberTasks(me: Me, rows: TaskRow[]): void {
  const bare = rows.map((row) => ({ ...row, group: null, female_wanted: false, details: null }));
  write(TASKS, { of: me.id, rows: bare });
}

/** At sign-out, or when the session is over. */
export function forgetPerson(): void {
  try {
    localStorage.removeItem(WHO);
    localStorage.removeItem(TASKS);
  } catch {
    // A phone that keeps nothing has nothing to forget.
  }
}

function read<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without room the app only needs the network at its next start.
  }
}

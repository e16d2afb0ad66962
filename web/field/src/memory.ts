/** What a phone may remember of a person and the tasks between two visits: who, which numbers, how far, which shifts; nothing of a child. */

import type { Id, Me, OwnRoster, TaskRow } from "@helpline/shared/types";

const WHO = "helpline-field-me";
const TASKS = "helpline-field-tasks";
const PINS = "helpline-field-pins";
const ROSTER = "helpline-field-roster";

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

/** Whether a sign of life of this person wants a PIN. */
export function rememberedPins(me: Me): boolean {
  return read<Id>(PINS) === me.id;
}

export function rememberPins(me: Me, set: boolean): void {
  write(PINS, set ? me.id : null);
}

/** The own shifts as they were last seen, with the names of colleagues. */
export function rememberedRoster(me: Me): OwnRoster | null {
  const kept = read<{ of: Id; roster: OwnRoster }>(ROSTER);
  return kept?.of === me.id ? kept.roster : null;
}

export function rememberRoster(me: Me, roster: OwnRoster): void {
  write(ROSTER, { of: me.id, roster });
}

/** At sign-out, or when the session is over. */
export function forgetPerson(): void {
  try {
    localStorage.removeItem(WHO);
    localStorage.removeItem(TASKS);
    localStorage.removeItem(PINS);
    localStorage.removeItem(ROSTER);
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

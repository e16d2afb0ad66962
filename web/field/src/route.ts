/** Where the person is, kept in the address after #, so that the phone's back button and a reload work. */

import { useLayoutEffect, useState } from "preact/hooks";

export type Asking = "nothing" | "why" | "back" | "outcome" | "centre" | "report" | "safe";

export type Route =
  | { at: "list" }
  | { at: "outbox" }
  | { at: "pins" }
  | { at: "roll" }
  | { at: "cases" }
  | { at: "case"; id: string }
  | { at: "roster"; shift: string | null }
  | { at: "pushed"; taskNo: number }
  | { at: "task"; id: string; asking: Asking };

export const LIST = "#/";
export const OUTBOX = "#/outbox";
export const PINS = "#/pins";
export const ROLL = "#/roll";
export const CASES = "#/cases";
export const ROSTER = "#/roster";

/** Where one writes in a case. */
export function caseHash(id: string): string {
  return `${CASES}/${id}`;
}

/** Where one asks a colleague to take a shift. */
export function shiftHash(id: string): string {
  return `${ROSTER}/${id}`;
}

export function taskHash(id: string, asking: Exclude<Asking, "nothing"> | null = null): string {
  return asking ? `#/task/${id}/${asking}` : `#/task/${id}`;
}

export function readHash(hash: string): Route {
  if (hash === OUTBOX) return { at: "outbox" };
  if (hash === PINS) return { at: "pins" };
  if (hash === ROLL) return { at: "roll" };
  const [inCases, caseId] = hash.match(/^#\/cases(?:\/([\w-]+))?$/) ?? [];
  if (inCases) return caseId ? { at: "case", id: caseId } : { at: "cases" };
  const roster = hash.match(/^#\/roster(?:\/([\w-]+))?$/);
  if (roster) return { at: "roster", shift: roster[1] ?? null };
  // A push knows a task by its number alone.
  const [, taskNo] = hash.match(/^#\/no\/(\d+)$/) ?? [];
  if (taskNo) return { at: "pushed", taskNo: Number(taskNo) };
  const [, , id, asking] =
    hash.match(/^#\/(task)\/([\w-]+)(?:\/(why|back|outcome|centre|report|safe))?$/) ?? [];
  if (!id) return { at: "list" };
  return { at: "task", id, asking: (asking as Asking | undefined) ?? "nothing" };
}

export function go(hash: string): void {
  location.hash = hash;
}

/** Goes on without leaving a step behind for the back button. */
export function replace(hash: string): void {
  history.replaceState(null, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useLayoutEffect(() => {
    const changed = () => setHash(location.hash);
    window.addEventListener("hashchange", changed);
    // The address may have moved between the first drawing and now: nobody heard it.
    changed();
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  return readHash(hash);
}

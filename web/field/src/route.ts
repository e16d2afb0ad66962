/** Where the person is, kept in the address after #, so that the phone's back button and a reload work. */

import { useEffect, useState } from "preact/hooks";

export type Route =
  | { at: "list" }
  | { at: "outbox" }
  | { at: "task"; id: string; asking: "nothing" | "why" | "outcome" };

export const LIST = "#/";
export const OUTBOX = "#/outbox";

export function taskHash(id: string, asking: "why" | "outcome" | null = null): string {
  return asking ? `#/task/${id}/${asking}` : `#/task/${id}`;
}

export function readHash(hash: string): Route {
  if (hash === OUTBOX) return { at: "outbox" };
  const [, , id, asking] = hash.match(/^#\/(task)\/([\w-]+)(?:\/(why|outcome))?$/) ?? [];
  if (!id) return { at: "list" };
  return { at: "task", id, asking: asking === "why" || asking === "outcome" ? asking : "nothing" };
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
  useEffect(() => {
    const changed = () => setHash(location.hash);
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  return readHash(hash);
}

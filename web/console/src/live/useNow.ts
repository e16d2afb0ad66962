/** The server's clock as React state, ticking once a second for everybody; it never sets a clock. */
import { useSyncExternalStore } from "react";
import { live } from "./client.ts";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let second = Math.floor(Date.now() / 1000);

function beat() {
  const now = Math.floor(live().clock.now() / 1000);
  if (now === second) return;
  second = now;
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(beat, 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Milliseconds of the server's clock, whole seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => second) * 1000;
}

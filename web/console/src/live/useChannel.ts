/** A live channel as React state; the rows stay in the channel's store and are never copied. */
import type { ChannelStore } from "@helpline/shared/live";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { live } from "./client.ts";

const NONE: ReadonlyMap<string, never> = new Map<string, never>();

/** The store of a channel, and a new answer whenever it changed. `ready` is false before the first snapshot. */
export function useChannel(name: string): {
  ready: boolean;
  rows: <T>(collection: string) => ReadonlyMap<string, T>;
} {
  const subscribe = useCallback((heard: () => void) => live().subscribe(name, heard), [name]);
  const revision = useSyncExternalStore(subscribe, () => live().store(name)?.revision ?? -1);
  return useMemo(() => view(live().store(name), revision), [name, revision]);
}

function view(store: ChannelStore | undefined, _revision: number) {
  const rows = <T>(collection: string): ReadonlyMap<string, T> =>
    store?.rows<T>(collection) ?? NONE;
  return { ready: store?.ready ?? false, rows };
}

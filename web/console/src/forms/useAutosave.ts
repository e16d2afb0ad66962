/** An autosave in React: made once, sent before the page goes, and asked about when something is only here. */
import { Problem } from "@helpline/shared/api";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { Autosave, type Kept } from "./autosave.ts";

type Wanted<T> = {
  value: T;
  rev: number;
  save: (value: T, rev: number) => Promise<Kept>;
  /** The last word when the page goes: a request that outlives it. */
  lastWord: (value: T, rev: number) => void;
};

export function useAutosave<T>(wanted: Wanted<T>): Autosave<T> {
  const latest = useRef(wanted);
  latest.current = wanted;
  const made = useRef<Autosave<T>>(null);
  made.current ??= new Autosave<T>({
    value: wanted.value,
    rev: wanted.rev,
    save: (value, rev) => latest.current.save(value, rev),
    mayPass: (error) => error instanceof Problem && error.mayPass,
  });
  const own = made.current;
  useSyncExternalStore(
    (heard) => own.onChange(heard),
    () => own.saving,
  );
  useEffect(() => {
    const hide = () => {
      if (own.unsaved !== null) latest.current.lastWord(own.unsaved, own.rev);
    };
    const ask = (event: BeforeUnloadEvent) => {
      if (own.saving.state === "local") event.preventDefault();
    };
    window.addEventListener("pagehide", hide);
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("pagehide", hide);
      window.removeEventListener("beforeunload", ask);
      void own.flush();
    };
  }, [own]);
  return own;
}

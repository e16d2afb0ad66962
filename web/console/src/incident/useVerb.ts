/** Runs one verb at a time and keeps what the server said against it, to show in place; it opens no dialog. */
import { useCallback, useRef, useState } from "react";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";

export type Verb = {
  busy: boolean;
  refused: string | null;
  run: <T>(work: () => Promise<T>) => Promise<T | null>;
  clear: () => void;
};

/** `run` answers null when the server refused, or when the last verb is still on its way. */
export function useVerb(): Verb {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const underWay = useRef(false);
  const run = useCallback(
    async <T>(work: () => Promise<T>): Promise<T | null> => {
      if (underWay.current) return null;
      underWay.current = true;
      setBusy(true);
      setRefused(null);
      try {
        return await work();
      } catch (error) {
        setRefused(problemText(error, say));
        return null;
      } finally {
        underWay.current = false;
        setBusy(false);
      }
    },
    [say],
  );
  return { busy, refused, run, clear: () => setRefused(null) };
}

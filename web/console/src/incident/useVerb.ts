/** Runs one verb at a time and keeps what the server said against it, to show in place; it opens no dialog. */
import { useMemo, useRef, useState } from "react";
import { type Say, useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { type Turns, turns } from "./turns.ts";

type Teller = (error: unknown, say: Say) => string;

export type Verb = {
  busy: boolean;
  refused: string | null;
  run: Turns["run"];
  /** For the keys of a call in hand: what is pressed too early is done afterwards. */
  inTurn: Turns["inTurn"];
  clear: () => void;
};

/**
 * `run` and `inTurn` answer null when the server refused, or when it was not asked (see `turns`).
 * `tell` says what was refused, for a screen that has more to say of it.
 */
export function useVerb(tell: Teller = problemText): Verb {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const own = useRef<Turns>(null);
  own.current ??= turns();
  const { run, inTurn } = own.current;
  const verbs = useMemo(() => {
    const telling =
      <T>(work: () => Promise<T>) =>
      async (): Promise<T | null> => {
        setBusy(true);
        setRefused(null);
        try {
          return await work();
        } catch (error) {
          setRefused(tell(error, say));
          return null;
        } finally {
          setBusy(false);
        }
      };
    return {
      run: <T>(work: () => Promise<T>) => run(telling(work)),
      inTurn: <T>(name: string, work: () => Promise<T>) => inTurn(name, telling(work)),
    };
  }, [run, inTurn, say, tell]);
  return { busy, refused, ...verbs, clear: () => setRefused(null) };
}

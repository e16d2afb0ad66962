/** A press that counts only when it comes twice: for ending a call. It performs nothing before the second press. */
import { useCallback, useEffect, useRef, useState } from "react";

export const TWICE_WITHIN_MS = 2_000;

/** `armed` is true between the first press and the second, for two seconds at most. */
export function useTwice(run: () => void): { armed: boolean; press: () => void } {
  const [armed, setArmed] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const disarm = useCallback(() => {
    clearTimeout(timer.current);
    setArmed(false);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const press = () => {
    if (armed) {
      disarm();
      run();
      return;
    }
    setArmed(true);
    timer.current = setTimeout(disarm, TWICE_WITHIN_MS);
  };
  return { armed, press };
}

/** Binds actions to their physical keys while a screen stands; it works inside text fields too. */
import { useEffect, useRef } from "react";
import { createKeybindingsHandler } from "tinykeys";
import { type Action, isComposing, KEYMAP } from "./keymap.ts";

export type Handlers = Partial<Record<Action, () => void>>;

/** A listener for `keydown` that runs the handler of the pressed action and stops the browser's own. */
export function keyListener(handlers: () => Handlers): EventListener {
  const rules = KEYMAP.map(({ action, press }) => [
    press,
    (event: KeyboardEvent) => {
      const run = handlers()[action];
      if (!run || event.repeat) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    },
  ]);
  return createKeybindingsHandler(Object.fromEntries(rules), { ignore: isComposing });
}

/** Only the actions given are taken; every other key stays the browser's. */
export function useKeys(handlers: Handlers): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const listener = keyListener(() => latest.current);
    window.addEventListener("keydown", listener, { capture: true });
    return () => window.removeEventListener("keydown", listener, { capture: true });
  }, []);
}

/** Keeps where the person is in an incident, and puts focus and caret back there after a reload; it moves them once only. */
import { type RefObject, type SyntheticEvent, useEffect } from "react";
import { firstFocusable, rememberWhere, returnThere } from "./remember.ts";

/** `fresh`: a call in hand, whose first question takes the focus when there is nowhere to return to. */
export function useReturn(incident: string, screen: RefObject<HTMLElement | null>, fresh: boolean) {
  useEffect(() => {
    const root = screen.current;
    if (!root || returnThere(incident, root)) return;
    const first = root.querySelector("[data-section]");
    if (fresh && first) firstFocusable(first)?.focus();
  }, [incident, screen, fresh]);
  useEffect(() => {
    // The last word on where the caret stood, whatever moved it.
    const leave = () => rememberWhere(incident, document.activeElement);
    window.addEventListener("pagehide", leave);
    return () => window.removeEventListener("pagehide", leave);
  }, [incident]);
  const keep = (event: SyntheticEvent) => rememberWhere(incident, event.target as Element);
  return { onFocus: keep, onSelect: keep };
}

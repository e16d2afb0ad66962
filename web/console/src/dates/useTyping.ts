/** Hands what is typed or pasted into a date to the part in focus, in either set of digits; it judges no date. */
import { type Digits, digits, latinDigits } from "@helpline/shared/format";
import { type RefObject, useEffect } from "react";
import { flushSync } from "react-dom";
import { type Of, type Part, readPasted } from "./typed.ts";

const BETWEEN = /^[-./:, ]$/;
const LENGTH: Record<Part, number> = { year: 4, month: 2, day: 2, hour: 2, minute: 2 };

type Box = RefObject<HTMLElement | null>;

/**
 * The kit takes a digit only in the digits that already stand in a part, so both sets would not mix; each is handed
 * on in the set that is shown. `/`, `.` or `-` leads to the next part where the last digit has not led there already.
 * @param onStrange Called when what was pasted is no date.
 */
export function useTyping(box: Box, of: Of, as: Digits, onStrange: () => void): void {
  useEffect(() => {
    const group = box.current;
    if (!group) return;
    let open: Element | null = null;
    const press = (char: string) => {
      const part = document.activeElement;
      if (!part || !group.contains(part)) return;
      if (BETWEEN.test(char)) {
        if (open === part) partAfter(group, part)?.focus();
        open = null;
      } else if (/^\d$/.test(latinDigits(char))) {
        handOn(part, digits(char, as));
        open = document.activeElement === part ? part : null;
      }
    };
    const onInput = (event: InputEvent) => {
      // Ours, a part of a letter that is still composed, or nothing typed: the kit's.
      if (!event.isTrusted || event.data === null) return;
      if (event.inputType === "insertCompositionText") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.inputType === "insertFromComposition") return;
      for (const char of event.data) press(char);
    };
    const onComposed = (event: CompositionEvent) => {
      for (const char of event.data) press(char);
    };
    const onPaste = (event: ClipboardEvent) => {
      event.preventDefault();
      event.stopPropagation();
      const typed = readPasted(event.clipboardData?.getData("text") ?? "", of);
      if (!typed) return onStrange();
      for (const part of partsOf(group)) {
        const name = part.dataset.part as Part;
        const value = typed[name];
        if (value === null) continue;
        part.focus();
        for (const digit of String(value).padStart(LENGTH[name], "0"))
          handOn(part, digits(digit, as));
      }
      open = null;
    };
    group.addEventListener("beforeinput", onInput, true);
    group.addEventListener("compositionend", onComposed);
    group.addEventListener("paste", onPaste, true);
    return () => {
      group.removeEventListener("beforeinput", onInput, true);
      group.removeEventListener("compositionend", onComposed);
      group.removeEventListener("paste", onPaste, true);
    };
  }, [box, of, as, onStrange]);
}

/** Shown before the next digit is handed on: the kit counts on from what it has shown. */
function handOn(part: Element, digit: string): void {
  const typed = { data: digit, inputType: "insertText", bubbles: true, cancelable: true };
  flushSync(() => part.dispatchEvent(new InputEvent("beforeinput", typed)));
}

/** The parts that can be typed in, in the order in which they stand. */
export function partsOf(group: Element): HTMLElement[] {
  return [...group.querySelectorAll<HTMLElement>("[contenteditable='true']")];
}

function partAfter(group: Element, part: Element): HTMLElement | undefined {
  const parts: Element[] = partsOf(group);
  return parts[parts.indexOf(part) + 1] as HTMLElement | undefined;
}

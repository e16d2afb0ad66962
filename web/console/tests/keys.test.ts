/** The key map: physical keys, any layout, never during composition. */
import { expect, test, vi } from "vitest";
import { ACTIONS, KEYMAP } from "../src/keys/keymap.ts";
import { keyListener } from "../src/keys/useKeys.ts";

type Press = {
  code: string;
  key?: string;
  ctrl?: boolean;
  shift?: boolean;
  alt?: boolean;
  composing?: boolean;
  repeat?: boolean;
};

function press({ code, key = code, ctrl, shift, alt, composing, repeat }: Press) {
  const down = { Control: ctrl, Shift: shift, Alt: alt } as Record<string, boolean | undefined>;
  return {
    code,
    key,
    isComposing: composing ?? false,
    keyCode: composing ? 229 : 0,
    repeat: repeat ?? false,
    getModifierState: (name: string) => down[name] ?? false,
    preventDefault: vi.fn(),
    stopPropagation: vi.fn(),
  } as unknown as KeyboardEvent;
}

function heard(event: KeyboardEvent): string[] {
  const ran: string[] = [];
  const all = Object.fromEntries(ACTIONS.map((action) => [action, () => ran.push(action)]));
  keyListener(() => all)(event);
  return ran;
}

test("every action has exactly one key and every key one action", () => {
  expect(KEYMAP.map(({ action }) => action).sort()).toEqual([...ACTIONS].sort());
  expect(new Set(KEYMAP.map((rule) => rule.press)).size).toBe(KEYMAP.length);
});

test("F2 answers, Shift+F2 passes on, and neither is taken for the other", () => {
  expect(heard(press({ code: "F2" }))).toEqual(["answer"]);
  expect(heard(press({ code: "F2", shift: true }))).toEqual(["pass_on"]);
});

test("Ctrl+G finds the place when a Bangla layout types another letter on that key", () => {
  expect(heard(press({ code: "KeyG", key: "গ", ctrl: true }))).toEqual(["place"]);
  expect(heard(press({ code: "KeyG", key: "গ" }))).toEqual([]);
});

test("the shortcut sheet is on the slash key in any layout", () => {
  expect(heard(press({ code: "Slash", key: "য়", ctrl: true }))).toEqual(["sheet"]);
});

test("a key that composes a letter is left to the input method", () => {
  expect(heard(press({ code: "F9", composing: true }))).toEqual([]);
});

test("a key held down acts once", () => {
  expect(heard(press({ code: "F9" }))).toEqual(["dispatch"]);
  expect(heard(press({ code: "F9", repeat: true }))).toEqual([]);
});

test("AltGr combinations of Bangla layouts are free", () => {
  expect(KEYMAP.filter((rule) => rule.press.includes("Alt"))).toEqual([]);
  expect(heard(press({ code: "KeyG", key: "ঘ", ctrl: true, alt: true }))).toEqual([]);
});

test("a key without a handler on this screen stays the browser's", () => {
  const event = press({ code: "F9" });
  keyListener(() => ({}))(event);
  expect(event.preventDefault).not.toHaveBeenCalled();
});

/** Which physical key does what; matched on the key's place, so a Bangla layout changes nothing. It runs no action itself. */

export const ACTIONS = [
  "answer",
  "pass_on",
  "dispatch",
  "hand_off",
  "place",
  "section_before",
  "section_after",
  "complete",
  "mute",
  "hold",
  "transfer",
  "help",
  "hang_up",
  "silent",
  "sheet",
] as const;
export type Action = (typeof ACTIONS)[number];

export type KeyRule = {
  action: Action;
  /** What tinykeys listens for: modifiers and `KeyboardEvent.code`. */
  press: string;
  /** What the cap says; key names stay Latin in both languages. */
  cap: string;
};

/** Free of `Ctrl+Alt` (AltGr on Bangla layouts), `Alt+Shift` (layout switch) and the browser's own keys. */
export const KEYMAP: readonly KeyRule[] = [
  { action: "answer", press: "F2", cap: "F2" },
  { action: "pass_on", press: "Shift+F2", cap: "Shift F2" },
  { action: "dispatch", press: "F9", cap: "F9" },
  { action: "hand_off", press: "Shift+F9", cap: "Shift F9" },
  { action: "place", press: "Control+KeyG", cap: "Ctrl G" },
  { action: "section_before", press: "Control+ArrowUp", cap: "Ctrl ↑" },
  { action: "section_after", press: "Control+ArrowDown", cap: "Ctrl ↓" },
  { action: "complete", press: "Control+Enter", cap: "Ctrl Enter" },
  { action: "mute", press: "F4", cap: "F4" },
  { action: "hold", press: "Shift+F4", cap: "Shift F4" },
  { action: "transfer", press: "F8", cap: "F8" },
  { action: "help", press: "Control+Period", cap: "Ctrl ." },
  { action: "hang_up", press: "Shift+F8", cap: "Shift F8 ×2" },
  { action: "silent", press: "Control+F8", cap: "Ctrl F8" },
  { action: "sheet", press: "Control+Slash", cap: "Ctrl /" },
];

/** The cap to print beside an action. */
export function capOf(action: Action): string {
  return KEYMAP.find((rule) => rule.action === action)?.cap ?? "";
}

/** True when a key press must be left to the input method that is composing a letter. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

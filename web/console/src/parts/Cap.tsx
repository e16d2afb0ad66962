/** A key cap; key names stay Latin in both languages. */
import { type Action, capOf } from "../keys/keymap.ts";

export function Cap({ action }: { action: Action }) {
  return (
    <span className="key" lang="en" aria-hidden="true">
      {capOf(action)}
    </span>
  );
}

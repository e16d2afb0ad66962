/** A field with its name beside it, as forms in a row have them; the field itself is the child. */
import type { ReactNode } from "react";

type Props = { name: string; wide?: boolean; children: ReactNode };

export function Labelled({ name, wide = false, children }: Props) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field is the child.
    <label className={wide ? "pick wide small" : "pick small"}>
      <span className="mute">{name}</span>
      {children}
    </label>
  );
}

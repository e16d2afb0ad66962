/** A written answer of the intake form; typed text is kept at once and saves itself. */

import { latinDigits } from "@helpline/shared/format";
import type { IconName } from "@helpline/shared/icons";
import type { IntakeField } from "@helpline/shared/types";
import { Icon } from "../../parts/Icon.tsx";
import { useSay } from "../../say/useSay.ts";
import { useField } from "../useDraft.ts";
import { FieldNote } from "./FieldNote.tsx";

type Props = {
  field: IntakeField;
  label: string;
  icon?: IconName;
  rows?: number;
  /** Typed in either set of digits, kept in Latin ones, shown in the reader's. */
  numeric?: boolean;
  /** Values that are codes: shown by their chips, not as text. */
  codes?: readonly string[];
};

export function Text({ field, label, icon, rows, numeric, codes }: Props) {
  const say = useSay();
  const { value, readOnly, edit } = useField(field);
  const text = typeof value === "string" && !codes?.includes(value) ? value : "";
  const shared = {
    "aria-label": label,
    placeholder: label,
    value: numeric ? say.n(text) : text,
    readOnly,
    maxLength: 4000,
    autoComplete: "off",
    onChange: ({ currentTarget }: { currentTarget: Box }) => {
      if (numeric) rewrite(currentTarget, say.n(currentTarget.value));
      edit(numeric ? latinDigits(currentTarget.value) : currentTarget.value);
    },
  };
  return (
    <div data-field={field} className="answer">
      {rows ? (
        <textarea className="field area" rows={rows} {...shared} />
      ) : (
        <div className="field with-input">
          {icon && <Icon name={icon} />}
          <input type="text" inputMode={numeric ? "numeric" : "text"} {...shared} />
        </div>
      )}
      <FieldNote field={field} />
    </div>
  );
}

type Box = HTMLInputElement | HTMLTextAreaElement;

// Written by hand before React compares: a value that React replaces sends the caret to the end.
function rewrite(box: Box, shown: string): void {
  if (box.value === shown) return;
  const { selectionStart, selectionEnd } = box;
  box.value = shown;
  box.setSelectionRange(selectionStart, selectionEnd);
}

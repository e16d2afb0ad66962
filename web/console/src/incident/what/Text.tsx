/** A written answer of the intake form; typed text is kept at once and saves itself. */

import type { IconName } from "@helpline/shared/icons";
import type { IntakeField } from "@helpline/shared/types";
import { Icon } from "../../parts/Icon.tsx";
import { useField } from "../useDraft.ts";
import { FieldNote } from "./FieldNote.tsx";

type Props = {
  field: IntakeField;
  label: string;
  icon?: IconName;
  rows?: number;
  numeric?: boolean;
  /** Values that are codes: shown by their chips, not as text. */
  codes?: readonly string[];
};

export function Text({ field, label, icon, rows, numeric, codes }: Props) {
  const { value, readOnly, edit } = useField(field);
  const text = typeof value === "string" && !codes?.includes(value) ? value : "";
  const shared = {
    "aria-label": label,
    placeholder: label,
    value: text,
    readOnly,
    maxLength: 4000,
    autoComplete: "off",
    onChange: (event: { currentTarget: { value: string } }) => edit(event.currentTarget.value),
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

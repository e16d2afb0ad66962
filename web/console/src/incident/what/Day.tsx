/** A day of the intake form, as `2012-03-05`; it saves itself, and is empty again when it is cleared. */
import type { IntakeField } from "@helpline/shared/types";
import { Labelled } from "../../parts/Labelled.tsx";
import { useField } from "../useDraft.ts";
import { FieldNote } from "./FieldNote.tsx";

type Props = { field: IntakeField; label: string };

export function Day({ field, label }: Props) {
  const { value, readOnly, edit } = useField(field);
  return (
    <div data-field={field} className="answer">
      <Labelled wide name={label}>
        <input
          className="field"
          type="date"
          value={typeof value === "string" ? value : ""}
          readOnly={readOnly}
          onChange={({ currentTarget }) => edit(currentTarget.value || null)}
        />
      </Labelled>
      <FieldNote field={field} />
    </div>
  );
}

/** A day of birth, as `2012-03-05`; a day half typed is neither sent nor lost, an empty one is taken away. */
import type { IntakeField } from "@helpline/shared/types";
import { DateField } from "../../dates/DateField.tsx";
import { useNow } from "../../live/useNow.ts";
import { dayOf } from "../../sessions/slots.ts";
import { useField } from "../useDraft.ts";
import { FieldNote } from "./FieldNote.tsx";

type Props = { field: IntakeField; label: string };

/** As the server has it: nobody born longer ago was a child when the line was asked. */
const OLDEST_YEARS = 30;

export function Day({ field, label }: Props) {
  const today = dayOf(useNow());
  const { value, readOnly, edit } = useField(field);
  const kept = typeof value === "string" ? value : "";
  const take = (day: string | null) => {
    if (day !== null && day !== kept) edit(day || null);
  };
  return (
    <div data-field={field} className="answer">
      <DateField
        wide
        name={label}
        value={kept}
        onSay={take}
        min={`${Number(today.slice(0, 4)) - OLDEST_YEARS}-01-01`}
        max={today}
        readOnly={readOnly}
      />
      <FieldNote field={field} />
    </div>
  );
}

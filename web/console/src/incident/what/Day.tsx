/** A day of birth, as `2012-03-05`; a day half typed is neither sent nor lost, an empty one is taken away. */
import type { IntakeField } from "@helpline/shared/types";
import { useEffect, useRef, useState } from "react";
import { useNow } from "../../live/useNow.ts";
import { Labelled } from "../../parts/Labelled.tsx";
import { useSay } from "../../say/useSay.ts";
import { dayOf } from "../../sessions/slots.ts";
import { useField } from "../useDraft.ts";
import { FieldNote } from "./FieldNote.tsx";

type Props = { field: IntakeField; label: string };

/** As the server has it: nobody born longer ago was a child when the line was asked. */
const OLDEST_YEARS = 30;

/** The browser holds what is typed: React would write the day last kept over one that is half typed. */
export function Day({ field, label }: Props) {
  const say = useSay();
  const today = dayOf(useNow());
  const { value, readOnly, edit } = useField(field);
  const box = useRef<HTMLInputElement>(null);
  const [unfit, setUnfit] = useState(false);
  const kept = typeof value === "string" ? value : "";
  useEffect(() => {
    const input = box.current;
    if (!input || input === document.activeElement) return;
    input.value = kept;
    setUnfit(false);
  }, [kept]);
  const take = (input: HTMLInputElement): boolean => {
    if (readOnly) return true;
    if (!input.validity.valid) return false;
    if (input.value !== kept) edit(input.value || null);
    return true;
  };
  return (
    <div data-field={field} className="answer">
      <Labelled wide name={label}>
        <input
          ref={box}
          className="field"
          type="date"
          defaultValue={kept}
          min={`${Number(today.slice(0, 4)) - OLDEST_YEARS}-01-01`}
          max={today}
          readOnly={readOnly}
          aria-invalid={unfit}
          onChange={({ currentTarget }) => {
            if (take(currentTarget)) setUnfit(false);
          }}
          onBlur={({ currentTarget }) => setUnfit(!take(currentTarget))}
        />
      </Labelled>
      {unfit && (
        <p role="status" className="field-note small">
          {say.t("console.what.no_day")}
        </p>
      )}
      <FieldNote field={field} />
    </div>
  );
}

/** An answer of the intake form chosen among few; chosen again it is taken back. */
import type { IntakeField } from "@helpline/shared/types";
import { Chips } from "../../parts/Chips.tsx";
import { useSay } from "../../say/useSay.ts";
import { useField } from "../useDraft.ts";
import { FieldNote } from "./FieldNote.tsx";

type Props = { field: IntakeField; label: string; codes: readonly string[]; several?: boolean };

export function Choice({ field, label, codes, several }: Props) {
  const say = useSay();
  const { value, choose, readOnly } = useField(field);
  const chosen = Array.isArray(value) ? value : value ? [value] : [];
  return (
    <div data-field={field} className="answer">
      <Chips
        label={label}
        choices={codes.map((code) => ({ code, label: say.word(field, code) }))}
        chosen={chosen}
        several={several ?? false}
        disabled={readOnly}
        onChange={(next) => choose(several ? next : (next[0] ?? null))}
      />
      <FieldNote field={field} />
    </div>
  );
}

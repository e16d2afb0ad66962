/** An answer that is one of a few words or anything else in words; a chosen word is kept as its code. */
import type { IntakeField } from "@helpline/shared/types";
import { Chips } from "../../parts/Chips.tsx";
import { useSay } from "../../say/useSay.ts";
import { useField } from "../useDraft.ts";
import { Text } from "./Text.tsx";

type Props = { field: IntakeField; label: string; codes: readonly string[] };

export function ChoiceOrText({ field, label, codes }: Props) {
  const say = useSay();
  const { value, choose, readOnly } = useField(field);
  const chosen = typeof value === "string" && codes.includes(value) ? [value] : [];
  return (
    <div data-field={field} className="choice-or-text">
      <Chips
        label={label}
        choices={codes.map((code) => ({ code, label: say.word(field, code) }))}
        chosen={chosen}
        disabled={readOnly}
        onChange={([code]) => choose(code ?? null)}
      />
      <Text field={field} label={label} icon="users" codes={codes} />
    </div>
  );
}

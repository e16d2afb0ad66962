/** The control of one field by its kind, and its answer in words where it is only read. */
import type { Lang, Words } from "@helpline/shared/types";
import { PlaceField } from "../clock/PlaceField.tsx";
import { DateField } from "../dates/DateField.tsx";
import { Chips } from "../parts/Chips.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { type Field, optionsOf } from "./definition.ts";
import { useNames } from "./names.ts";
import { PersonInput } from "./PersonInput.tsx";

/** More than these are a list to open, not a row of chips. */
const MOST_CHIPS = 8;

export type InputProps = {
  field: Field;
  value: unknown;
  onSay: ((value: unknown) => void) | undefined;
  label: string;
  labelId?: string | undefined;
  described?: string;
  wrong?: boolean;
  lang: Lang;
};

export function FieldInput(props: InputProps) {
  const say = useSay();
  const names = useNames();
  const { field, value, onSay, label, lang } = props;
  const named = typeof value === "string" ? names[value]?.[lang] : undefined;
  if (!onSay) return <p className="form-said">{inWords(field, value, lang, say, names)}</p>;
  switch (field.kind) {
    case "one":
    case "yes_no":
    case "many":
      return <Choose {...props} onSay={onSay} />;
    case "date":
      return field.partial ? (
        <Line {...props} onSay={onSay} hint={say.t("console.forms.partial_hint")} />
      ) : (
        <DateField
          wide
          name={label}
          value={typeof value === "string" ? value : ""}
          onSay={(next) => next !== null && onSay(next)}
        />
      );
    case "place":
      return (
        <PlaceField
          label={label}
          start={named ?? (typeof value === "string" ? value : "")}
          onPick={(code) => onSay(code ?? undefined)}
        />
      );
    case "person":
      return <PersonInput {...props} onSay={onSay} />;
    case "long_text":
      return (
        <textarea
          className="field"
          rows={4}
          maxLength={field.longest ?? 8000}
          value={String(value ?? "")}
          onChange={({ target }) => onSay(target.value)}
          {...told(props)}
        />
      );
    default:
      return <Line {...props} onSay={onSay} />;
  }
}

type Filling = InputProps & { onSay: (value: unknown) => void };

/** Numbers are a line of text, too: the reader may type either digits, and the server reads both. */
function Line({ hint, ...props }: Filling & { hint?: string }) {
  const { field, value, onSay } = props;
  const number = field.kind === "number" || field.kind === "money";
  return (
    <input
      className={number ? "field num form-number" : "field"}
      type={field.kind === "phone" ? "tel" : "text"}
      inputMode={number ? "decimal" : undefined}
      placeholder={hint}
      maxLength={field.kind === "text" ? (field.longest ?? 500) : 40}
      value={value === undefined || value === null ? "" : String(value)}
      onChange={({ target }) => onSay(target.value)}
      {...told(props)}
    />
  );
}

function told({ field, label, labelId, described, wrong }: InputProps) {
  return {
    "aria-label": labelId ? undefined : label,
    "aria-labelledby": labelId,
    "aria-describedby": described || undefined,
    "aria-invalid": wrong || undefined,
    "aria-required": field.required || undefined,
  };
}

function Choose({ field, value, onSay, label, lang }: Filling) {
  const say = useSay();
  const several = field.kind === "many";
  const chosen = Array.isArray(value) ? value.map(String) : value ? [String(value)] : [];
  const choices = optionsOf(field).map((code) => ({
    code,
    label: labelOf(field, code, lang, say),
  }));
  if (!several && choices.length > MOST_CHIPS)
    return (
      <select
        className="field"
        aria-label={label}
        value={chosen[0] ?? ""}
        onChange={({ target }) => onSay(target.value || undefined)}
      >
        <option value="">—</option>
        {choices.map((one) => (
          <option key={one.code} value={one.code}>
            {one.label}
          </option>
        ))}
      </select>
    );
  const alone = (field.options ?? []).filter((one) => one.alone).map((one) => one.code);
  const change = (codes: string[]) => {
    if (!several) return onSay(codes.at(-1));
    const added = codes.find((code) => !chosen.includes(code));
    if (added && alone.includes(added)) return onSay([added]);
    onSay(added ? codes.filter((code) => !alone.includes(code)) : codes);
  };
  return (
    <Chips label={label} choices={choices} chosen={chosen} several={several} onChange={change} />
  );
}

function labelOf(field: Field, code: string, lang: Lang, say: Say): string {
  if (field.kind === "yes_no") return say.t(`console.forms.${code}`);
  const found = (field.options ?? []).find((one) => one.code === code);
  return found ? found.label[lang] : code;
}

/** An answer to read: options by their labels, places and people by name, figures in the reader's digits. */
function inWords(
  field: Field,
  value: unknown,
  lang: Lang,
  say: Say,
  names: Record<string, Words>,
): string {
  if (value === undefined || value === null || value === "") return "—";
  if (Array.isArray(value))
    return value.map((code) => labelOf(field, String(code), lang, say)).join(", ");
  const text = String(value);
  if (field.kind === "one" || field.kind === "yes_no") return labelOf(field, text, lang, say);
  if (field.kind === "place") return names[text]?.[lang] ?? text;
  if (field.kind === "person") return names[(value as { id: string }).id]?.[lang] ?? "—";
  return field.kind === "text" || field.kind === "long_text" ? text : say.n(text);
}

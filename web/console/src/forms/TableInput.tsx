/** Rows of a small table as an answer: added, filled, taken away; each cell has its own error. */
import type { Lang } from "@helpline/shared/types";
import { useSay } from "../say/useSay.ts";
import { type Field, type Flaw, isUnknown } from "./definition.ts";
import { FieldInput } from "./FieldInput.tsx";
import { UnknownPick } from "./UnknownPick.tsx";

type Row = Record<string, unknown>;
type Props = {
  field: Field;
  value: unknown;
  onSay: ((value: unknown) => void) | undefined;
  flaws: readonly Flaw[];
  lang: Lang;
};

export function TableInput({ field, value, onSay, flaws, lang }: Props) {
  const say = useSay();
  const rows = Array.isArray(value) ? (value as Row[]) : [];
  const put = (at: number, code: string, cell: unknown) =>
    onSay?.(rows.map((row, index) => (index === at ? { ...row, [code]: cell } : row)));
  return (
    <div className="form-rows">
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place
        <fieldset key={at} className="form-row">
          <legend className="small mute">
            {say.t("console.forms.row", { n: at + 1 })}
            {onSay && (
              <button
                type="button"
                className="btn quiet slim"
                onClick={() => onSay(rows.filter((_, index) => index !== at))}
              >
                {say.t("console.forms.remove_row", { n: at + 1 })}
              </button>
            )}
          </legend>
          {(field.columns ?? []).map((column) => {
            const flaw = flaws.find((one) => one.path === `${field.code}.${at}.${column.code}`);
            return (
              <div key={column.code} className="form-cell">
                <span className="small mute">{column.label[lang]}</span>
                {!isUnknown(row[column.code]) && (
                  <FieldInput
                    field={column}
                    value={row[column.code]}
                    onSay={onSay && ((cell) => put(at, column.code, cell))}
                    label={column.label[lang]}
                    wrong={flaw !== undefined}
                    lang={lang}
                  />
                )}
                {!column.must_know && (
                  <UnknownPick
                    field={column}
                    value={row[column.code]}
                    onSay={onSay && ((cell) => put(at, column.code, cell))}
                    lang={lang}
                  />
                )}
                {flaw && (
                  <p role="alert" className="small st overdue form-flaw">
                    {say.word("form_flaw", flaw.code)}
                  </p>
                )}
              </div>
            );
          })}
        </fieldset>
      ))}
      {onSay && rows.length < (field.most_rows ?? 50) && (
        <button type="button" className="btn slim" onClick={() => onSay([...rows, {}])}>
          {say.t("console.forms.add_row")}
        </button>
      )}
    </div>
  );
}

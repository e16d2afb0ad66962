/** What only fields of one kind have: options, limits, a unit, days to compare with, levels of place, columns. */
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { Bilingual } from "./Bilingual.tsx";
import type { Bound, Field } from "./definition.ts";
import { FieldEditor } from "./FieldEditor.tsx";
import { freeCode, moved, put, without } from "./lists.ts";
import { Options } from "./Options.tsx";

type Props = { field: Field; earlier: Field[]; onSay: (field: Field) => void };

const LEVELS = ["division", "district", "upazila", "thana", "union", "paurashava", "ward"];
type Limit = "longest" | "least" | "most" | "decimals" | "most_rows";
const LIMITS: Partial<Record<Field["kind"], readonly Limit[]>> = {
  text: ["longest"],
  long_text: ["longest"],
  number: ["least", "most", "decimals"],
  money: ["least", "most"],
  table: ["most_rows"],
};

export function KindSettings({ field, earlier, onSay }: Props) {
  const say = useSay();
  const limits = LIMITS[field.kind] ?? [];
  const set = (name: Limit, text: string) => {
    const { [name]: _, ...rest } = field;
    onSay(text === "" ? rest : { ...rest, [name]: Number(text) });
  };
  return (
    <>
      {field.options && <Options field={field} onSay={onSay} />}
      {limits.length > 0 && (
        <div className="book">
          {limits.map((name) => (
            <Labelled key={name} name={say.t(`console.forms.${name}`)}>
              <input
                className="field"
                type="number"
                step="any"
                value={field[name] ?? ""}
                onChange={({ target }) => set(name, target.value)}
              />
            </Labelled>
          ))}
        </div>
      )}
      {field.kind === "number" && (
        <Bilingual
          name={say.t("console.forms.unit")}
          value={field.unit ?? { bn: "", en: "" }}
          onSay={(unit) => {
            const { unit: _, ...rest } = field;
            onSay(unit.bn || unit.en ? { ...field, unit } : rest);
          }}
        />
      )}
      {field.kind === "date" && <Days field={field} earlier={earlier} onSay={onSay} />}
      {field.kind === "place" && (
        <div className="row form-marks">
          {LEVELS.map((level) => (
            <label key={level} className="small">
              <input
                type="checkbox"
                checked={field.levels?.includes(level) ?? false}
                onChange={({ target }) => {
                  const others = (field.levels ?? []).filter((one) => one !== level);
                  onSay({ ...field, levels: target.checked ? [...others, level] : others });
                }}
              />{" "}
              {say.word("form_level", level)}
            </label>
          ))}
        </div>
      )}
      {field.columns && <Columns field={field} earlier={earlier} onSay={onSay} />}
    </>
  );
}

function Days({ field, earlier, onSay }: Props) {
  const say = useSay();
  const dates = earlier.filter((one) => one.kind === "date");
  const shown = (bound?: Bound) =>
    !bound ? "" : "field" in bound ? `field:${bound.field}` : "date" in bound ? "date" : "today";
  const pick = (name: "not_before" | "not_after", value: string) => {
    const { [name]: _, ...rest } = field;
    if (value === "") return onSay(rest);
    const bound: Bound = value === "today" ? { today: true } : { field: value.slice(6) };
    onSay({ ...rest, [name]: bound });
  };
  return (
    <div className="book">
      <label className="small">
        <input
          type="checkbox"
          checked={field.partial ?? false}
          onChange={({ target }) => onSay({ ...field, partial: target.checked })}
        />{" "}
        {say.t("console.forms.partial")}
      </label>
      {(["not_before", "not_after"] as const).map((name) => {
        const bound = field[name];
        return (
          <Labelled key={name} name={say.t(`console.forms.${name}`)} wide>
            <select
              className="field"
              value={shown(bound)}
              onChange={({ target }) => pick(name, target.value)}
            >
              <option value="">—</option>
              <option value="today">{say.t("console.forms.today")}</option>
              {bound && "date" in bound && <option value="date">{say.n(bound.date)}</option>}
              {dates.map((one) => (
                <option key={one.code} value={`field:${one.code}`}>
                  {say.words(one.label) || one.code}
                </option>
              ))}
            </select>
          </Labelled>
        );
      })}
    </div>
  );
}

function Columns({ field, earlier, onSay }: Props) {
  const say = useSay();
  const columns = field.columns ?? [];
  const change = (next: Field[]) => onSay({ ...field, columns: next });
  const add = () => {
    const code = freeCode(
      "column",
      columns.map((one) => one.code),
    );
    change([...columns, { code, kind: "text", label: { bn: "", en: "" } }]);
  };
  return (
    <fieldset className="form-conditions">
      <legend className="small mute">{say.t("console.forms.columns")}</legend>
      {columns.map((one, at) => (
        <FieldEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a code changes while it is typed
          key={at}
          field={one}
          earlier={earlier}
          column
          onSay={(next) => change(put(columns, at, next))}
          onMove={(by) => change(moved(columns, at, by))}
          onRemove={() => change(without(columns, at))}
        />
      ))}
      <button type="button" className="btn quiet slim" onClick={add}>
        {say.t("console.forms.add_column")}
      </button>
    </fieldset>
  );
}

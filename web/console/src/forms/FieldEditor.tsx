/** One field of a draft: its words, kind, marks, and what only its kind has; closed to a line until it is opened. */
import { useState } from "react";
import { Labelled } from "../parts/Labelled.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { Bilingual } from "./Bilingual.tsx";
import { ConditionEditor } from "./ConditionEditor.tsx";
import { ALWAYS_PERSONAL, type Field, KINDS, type Kind } from "./definition.ts";
import { KindSettings } from "./KindSettings.tsx";
import { Order } from "./Order.tsx";
import { fresh } from "./SectionEditor.tsx";

type Props = {
  field: Field;
  earlier: Field[];
  /** A column of a table has no condition and holds no table. */
  column?: boolean;
  onSay: (field: Field) => void;
  onMove?: (by: -1 | 1) => void;
  onRemove: () => void;
};

const MARKS = ["personal", "required", "required_in_draft", "must_know"] as const;

export function FieldEditor({ field, earlier, column = false, onSay, onMove, onRemove }: Props) {
  const say = useSay();
  const [open, setOpen] = useState(field.label.bn === "");
  const name = say.words(field.label) || field.code;
  const personal = field.personal || ALWAYS_PERSONAL.includes(field.kind);
  const kinds = KINDS.filter((kind) => !column || kind !== "table");
  const another = (kind: Kind) => {
    const { code, label, help, required, required_in_draft, must_know } = field;
    const same = { help, required, required_in_draft, must_know };
    const given = Object.fromEntries(Object.entries(same).filter(([, one]) => one !== undefined));
    onSay({ ...fresh(kind, code), label, ...given });
  };
  return (
    <div className="form-one" data-code={field.code}>
      <div className="row session-about">
        <button
          type="button"
          className="btn quiet slim grow form-open"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {name}
        </button>
        <Badge hue="none">{say.word("form_kind", field.kind)}</Badge>
        {personal && <Badge hue="info">{say.t("console.forms.personal_mark")}</Badge>}
        <Order name={name} onRemove={onRemove} {...(onMove ? { onMove } : {})} />
      </div>
      {open && (
        <div className="form-sheet">
          <div className="book">
            <Labelled name={say.t("console.forms.code")} wide>
              <input
                className="field"
                lang="en"
                maxLength={40}
                value={field.code}
                onChange={({ target }) => onSay({ ...field, code: target.value })}
              />
            </Labelled>
            <Labelled name={say.t("console.forms.kind")} wide>
              <select
                className="field"
                value={field.kind}
                onChange={({ target }) => another(target.value as Kind)}
              >
                {kinds.map((one) => (
                  <option key={one} value={one}>
                    {say.word("form_kind", one)}
                  </option>
                ))}
              </select>
            </Labelled>
          </div>
          <Bilingual
            name={say.t("console.forms.label")}
            value={field.label}
            onSay={(label) => onSay({ ...field, label })}
          />
          <Bilingual
            name={say.t("console.forms.help")}
            value={field.help ?? { bn: "", en: "" }}
            onSay={(help) => {
              const { help: _, ...rest } = field;
              onSay(help.bn || help.en ? { ...field, help } : rest);
            }}
          />
          <div className="row form-marks">
            {MARKS.map((mark) => {
              const always = mark === "personal" && ALWAYS_PERSONAL.includes(field.kind);
              return (
                <label key={mark} className="small">
                  <input
                    type="checkbox"
                    checked={always || (field[mark] ?? false)}
                    disabled={always}
                    onChange={({ target }) => onSay({ ...field, [mark]: target.checked })}
                  />{" "}
                  {say.t(`console.forms.mark_${mark}`)}
                </label>
              );
            })}
          </div>
          <KindSettings field={field} earlier={earlier} onSay={onSay} />
          {!column && (
            <ConditionEditor
              conditions={field.show_when ?? []}
              earlier={earlier}
              onSay={(show_when) => onSay({ ...field, show_when })}
            />
          )}
        </div>
      )}
    </div>
  );
}

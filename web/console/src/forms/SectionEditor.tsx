/** One section of a draft: its title, when it is shown, and its fields in order. */

import { useState } from "react";
import { useSay } from "../say/useSay.ts";
import { Bilingual } from "./Bilingual.tsx";
import { ConditionEditor } from "./ConditionEditor.tsx";
import { type Field, KINDS, type Kind, type Section } from "./definition.ts";
import { FieldEditor } from "./FieldEditor.tsx";
import { freeCode, moved, put, without } from "./lists.ts";
import { Order } from "./Order.tsx";

type Props = {
  section: Section;
  /** Fields of the sections before it: only these can decide whether it is shown. */
  earlier: Field[];
  taken: string[];
  onSay: (section: Section) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

export function SectionEditor({ section, earlier, taken, onSay, onMove, onRemove }: Props) {
  const say = useSay();
  const [kind, setKind] = useState<Kind>("one");
  const change = (fields: Field[]) => onSay({ ...section, fields });
  const add = () => change([...section.fields, fresh(kind, freeCode(kind, taken))]);
  const name = say.words(section.title) || section.code;
  return (
    <section className="form-section" aria-label={name}>
      <div className="row session-about">
        <b className="grow">{name}</b>
        <Order name={name} onMove={onMove} onRemove={onRemove} />
      </div>
      <Bilingual
        name={say.t("console.forms.section_title")}
        value={section.title}
        onSay={(title) => onSay({ ...section, title })}
      />
      <ConditionEditor
        conditions={section.show_when ?? []}
        earlier={earlier}
        onSay={(show_when) => onSay({ ...section, show_when })}
      />
      {section.fields.map((field, at) => (
        <FieldEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a code changes while it is typed
          key={at}
          field={field}
          earlier={[...earlier, ...section.fields.slice(0, at)]}
          onSay={(next) => change(put(section.fields, at, next))}
          onMove={(by) => change(moved(section.fields, at, by))}
          onRemove={() => change(without(section.fields, at))}
        />
      ))}
      <div className="row form-verbs">
        <select
          className="field form-kind"
          aria-label={say.t("console.forms.kind_of_new")}
          value={kind}
          onChange={({ target }) => setKind(target.value as Kind)}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {say.word("form_kind", one)}
            </option>
          ))}
        </select>
        <button type="button" className="btn slim" onClick={add}>
          {say.t("console.forms.add_field")}
        </button>
      </div>
    </section>
  );
}

export function fresh(kind: Kind, code: string): Field {
  const made: Field = { code, kind, label: { bn: "", en: "" } };
  if (kind === "one" || kind === "many")
    return { ...made, options: [{ code: "option_1", label: { bn: "", en: "" } }] };
  if (kind === "table")
    return { ...made, columns: [{ code: "column_1", kind: "text", label: { bn: "", en: "" } }] };
  return made;
}

/** A form as people fill or read it: any version, in the reader's language; it saves nothing itself. */
import type { Lang, Words } from "@helpline/shared/types";
import { useId } from "react";
import { useSay } from "../say/useSay.ts";
import {
  type Answers,
  type Definition,
  type Field,
  type Flaw,
  isUnknown,
  shownIn,
} from "./definition.ts";
import { FieldInput } from "./FieldInput.tsx";
import { Names } from "./names.ts";
import { TableInput } from "./TableInput.tsx";
import { UnknownPick } from "./UnknownPick.tsx";

type Props = {
  definition: Definition;
  answers: Answers;
  /** Absent where the form is only read. */
  onChange?: (answers: Answers) => void;
  flaws?: readonly Flaw[];
  /** Labels in this language instead of the reader's, as in a preview. */
  lang?: Lang;
  /** What places and people that answers point at are called, by code and id. */
  names?: Record<string, Words>;
};

export function FormRenderer(props: Props) {
  return (
    <Names value={props.names ?? {}}>
      <Sheet {...props} />
    </Names>
  );
}

function Sheet({ definition, answers, onChange, flaws = [], lang }: Props) {
  const say = useSay();
  const shown = shownIn(definition, answers);
  const to = lang ?? say.lang;
  const put = (code: string) => (value: unknown) => onChange?.({ ...answers, [code]: value });
  return (
    <div className="form-sheet" lang={to}>
      {definition.help && <p className="small mute">{definition.help[to]}</p>}
      {definition.sections.map((section) => {
        const fields = section.fields.filter((field) => shown.has(field.code));
        if (fields.length === 0) return null;
        return (
          <section key={section.code} aria-label={section.title[to]}>
            <p className="group">
              <b>{section.title[to]}</b>
            </p>
            {section.help && <p className="small mute form-help">{section.help[to]}</p>}
            {fields.map((field) => (
              <OneField
                key={field.code}
                field={field}
                value={answers[field.code]}
                onSay={onChange && put(field.code)}
                flaws={flaws.filter(
                  ({ path }) => path === field.code || path.startsWith(`${field.code}.`),
                )}
                lang={to}
              />
            ))}
          </section>
        );
      })}
    </div>
  );
}

type FieldProps = {
  field: Field;
  value: unknown;
  onSay: ((value: unknown) => void) | undefined;
  flaws: readonly Flaw[];
  lang: Lang;
};

function OneField({ field, value, onSay, flaws, lang }: FieldProps) {
  const say = useSay();
  const id = useId();
  const own = flaws.find((one) => one.path === field.code);
  const unknown = isUnknown(value);
  const described = [field.help && `${id}-help`, own && `${id}-flaw`].filter(Boolean).join(" ");
  return (
    <div className="form-field" data-field={field.code} data-wrong={own ? "" : undefined}>
      <span className="form-label" id={`${id}-label`}>
        {field.label[lang]}
        {field.unit && <span className="mute"> ({field.unit[lang]})</span>}
        {field.required && (
          <span className="small mute"> · {say.t("console.forms.needed_mark")}</span>
        )}
        {field.personal && (
          <span className="small mute"> · {say.t("console.forms.personal_mark")}</span>
        )}
      </span>
      {field.help && (
        <p className="small mute form-help" id={`${id}-help`}>
          {field.help[lang]}
        </p>
      )}
      {!unknown && field.kind !== "table" && (
        <FieldInput
          field={field}
          value={value}
          onSay={onSay}
          label={field.label[lang]}
          labelId={`${id}-label`}
          described={described}
          wrong={own !== undefined}
          lang={lang}
        />
      )}
      {!unknown && field.kind === "table" && (
        <TableInput field={field} value={value} onSay={onSay} flaws={flaws} lang={lang} />
      )}
      {!field.must_know && <UnknownPick field={field} value={value} onSay={onSay} lang={lang} />}
      <div role="alert">
        {own && (
          <p className="small st overdue form-flaw" id={`${id}-flaw`}>
            {say.word("form_flaw", own.code)}
          </p>
        )}
      </div>
    </div>
  );
}

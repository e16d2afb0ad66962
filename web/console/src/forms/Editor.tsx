/** The draft of a form: written section by section, saved half done, checked, and published by name of what it breaks. */
import type { FormDetails } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { Bilingual } from "./Bilingual.tsx";
import { type Definition, type Field, readable, type Section } from "./definition.ts";
import { freeCode, moved, put, without } from "./lists.ts";
import { Preview } from "./Preview.tsx";
import { Publish } from "./Publish.tsx";
import { SectionEditor } from "./SectionEditor.tsx";
import { discardDraft, saveDraft } from "./verbs.ts";

export function Editor({ form }: { form: FormDetails }) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [made, setMade] = useState<Definition>(() => readable(form.draft_definition));
  const [rev, setRev] = useState(form.draft?.rev ?? 1);
  const [note, setNote] = useState(form.draft?.note ?? "");
  const [saved, setSaved] = useState(made);
  const [shown, setShown] = useState(false);
  const save = async () => {
    const row = await verb.run(() => saveDraft(form.code, made, rev, note));
    if (!row) return null;
    setRev(row.rev);
    setSaved(made);
    return row.rev;
  };
  const discard = async () => {
    await verb.run(() => discardDraft(form.code, rev));
    await kept.invalidateQueries({ queryKey: ["forms"] });
  };
  const change = (sections: Section[]) => setMade({ ...made, sections });
  const add = () => {
    const code = freeCode(
      "section",
      made.sections.map((one) => one.code),
    );
    change([...made.sections, { code, title: { bn: "", en: "" }, fields: [] }]);
  };
  return (
    <section className="form-editor" aria-label={say.t("console.forms.draft")}>
      <h2 className="group">
        <b>{say.t("console.forms.draft_of", { n: form.draft?.no ?? 1 })}</b>
      </h2>
      <Bilingual
        name={say.t("console.forms.form_title")}
        value={made.title}
        onSay={(title) => setMade({ ...made, title })}
      />
      <Bilingual
        name={say.t("console.forms.help")}
        value={made.help ?? { bn: "", en: "" }}
        long
        onSay={(help) => setMade(help.bn || help.en ? { ...made, help } : withoutHelp(made))}
      />
      {made.sections.map((section, at) => (
        <SectionEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a code changes while it is typed
          key={at}
          section={section}
          earlier={before(made, at)}
          taken={codesOf(made)}
          onSay={(next) => change(put(made.sections, at, next))}
          onMove={(by) => change(moved(made.sections, at, by))}
          onRemove={() => change(without(made.sections, at))}
        />
      ))}
      <div className="row form-verbs">
        <button type="button" className="btn slim" onClick={add}>
          {say.t("console.forms.add_section")}
        </button>
      </div>
      <Labelled name={say.t("console.forms.note_of_version")} wide>
        <input
          className="field"
          maxLength={500}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </Labelled>
      <div className="row form-verbs">
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void save()}
        >
          {say.t("console.forms.save")}
        </button>
        <button
          type="button"
          className="btn quiet slim"
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
        >
          {say.t("console.forms.preview")}
        </button>
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void discard()}
        >
          {say.t("console.forms.discard")}
        </button>
        <span role="status" className="small mute">
          {saved === made ? say.t("console.forms.is_saved") : say.t("console.forms.not_saved")}
        </span>
      </div>
      <Refused text={verb.refused} />
      {shown && <Preview definition={made} />}
      <Publish form={form} definition={made} onSave={save} />
    </section>
  );
}

function withoutHelp({ help: _, ...rest }: Definition): Definition {
  return rest;
}

function before(made: Definition, at: number): Field[] {
  return made.sections.slice(0, at).flatMap((one) => one.fields);
}

function codesOf(made: Definition): string[] {
  return made.sections.flatMap((one) => one.fields.map((field) => field.code));
}

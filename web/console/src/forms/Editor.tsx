/** The draft of a form: written section by section, saved half done, checked, and published by name of what it breaks. */
import type { FormDetails } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useTwice } from "../keys/useTwice.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { Bilingual } from "./Bilingual.tsx";
import { type Definition, type Field, readable, type Section } from "./definition.ts";
import { freeCode, moved, put, without } from "./lists.ts";
import { Preview } from "./Preview.tsx";
import { Publish } from "./Publish.tsx";
import { SaveState } from "./SaveState.tsx";
import { SectionEditor } from "./SectionEditor.tsx";
import { useAutosave } from "./useAutosave.ts";
import { discardDraft, formQuery, saveDraft, saveDraftLast } from "./verbs.ts";

type Props = {
  form: FormDetails;
  /** Reads the draft anew, when somebody else has saved it meanwhile. */
  onAgain: () => void;
};
type Written = { made: Definition; note: string };

export function Editor({ form, onAgain }: Props) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [made, setMade] = useState<Definition>(() => readable(form.draft_definition));
  const [note, setNote] = useState(form.draft?.note ?? "");
  const [shown, setShown] = useState(false);
  const auto = useAutosave<Written>({
    value: { made, note },
    rev: form.draft?.rev ?? 1,
    save: async (written, rev) => {
      const row = await saveDraft(form.code, written.made, rev, written.note);
      kept.setQueryData(formQuery(form.code).queryKey, (before) =>
        before ? { ...before, draft: row, draft_definition: row.definition } : before,
      );
      return { rev: row.rev, whole: true, at: row.made_at };
    },
    lastWord: (written, rev) => saveDraftLast(form.code, written.made, rev, written.note),
  });
  const write = (next: Definition) => {
    setMade(next);
    auto.edit({ made: next, note });
  };
  const remark = (next: string) => {
    setNote(next);
    auto.edit({ made, note: next });
  };
  const saved = async () => ((await auto.flush()) ? auto.rev : null);
  const discard = useTwice(() => {
    const away = async () => {
      await auto.flush();
      await discardDraft(form.code, auto.rev);
      auto.stop();
    };
    void verb.run(away).then(() => kept.invalidateQueries({ queryKey: ["forms"] }));
  });
  const change = (sections: Section[]) => write({ ...made, sections });
  const add = () => {
    const code = freeCode(
      "section",
      made.sections.map((one) => one.code),
    );
    change([...made.sections, { code, title: { bn: "", en: "" }, fields: [] }]);
  };
  const { state, error } = auto.saving;
  return (
    <section className="form-editor" aria-label={say.t("console.forms.draft")}>
      <h2 className="group">
        <b>{say.t("console.forms.draft_of", { n: form.draft?.no ?? 1 })}</b>
      </h2>
      <Bilingual
        name={say.t("console.forms.form_title")}
        value={made.title}
        onSay={(title) => write({ ...made, title })}
      />
      <Bilingual
        name={say.t("console.forms.help")}
        value={made.help ?? { bn: "", en: "" }}
        long
        onSay={(help) => write(help.bn || help.en ? { ...made, help } : withoutHelp(made))}
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
          onChange={({ target }) => remark(target.value)}
        />
      </Labelled>
      <div className="row form-verbs">
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
          className={discard.armed ? "btn danger slim" : "btn quiet slim"}
          aria-disabled={verb.busy}
          onClick={discard.press}
        >
          {say.t(discard.armed ? "console.forms.discard_again" : "console.forms.discard")}
        </button>
        {state === "refused" && (
          <button type="button" className="btn slim" onClick={onAgain}>
            {say.t("console.forms.read_again")}
          </button>
        )}
        <SaveState saving={auto.saving} />
      </div>
      <Refused text={state === "refused" ? problemText(error, say) : verb.refused} />
      {shown && <Preview definition={made} />}
      <Publish form={form} definition={made} onSave={saved} />
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

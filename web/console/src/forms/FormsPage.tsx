/** All forms by purpose, for administrators: what is filled now, what is being written; and programmes' names. */
import type { FormRow } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { FilePick } from "../parts/FilePick.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { Programmes } from "./Programmes.tsx";
import { beginForm, formsQuery, takeIn } from "./verbs.ts";

const PURPOSES = [
  "assessment",
  "case_plan",
  "follow_up",
  "closure",
  "referral",
  "admission",
  "visit",
  "minimum_standard",
  "other",
] as const;
type Purpose = (typeof PURPOSES)[number];

export function FormsPage() {
  const say = useSay();
  const { data } = useQuery(formsQuery);
  return (
    <main className="paper forms">
      <div className="paper-head">
        <h1>{say.t("console.forms.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.forms.note")}</p>
      {data && <Rows rows={data.items} />}
      <NewForm />
      <TakeIn />
      <Programmes />
    </main>
  );
}

function Rows({ rows }: { rows: FormRow[] }) {
  const say = useSay();
  const now = useNow();
  return (
    <section aria-label={say.t("console.forms.title")}>
      <ul className="session-list">
        {rows.map((row) => (
          <li key={row.code}>
            <div className="row session-about">
              <Link to="/forms/$id" params={{ id: row.code }} className="grow quiet-link">
                {say.words(row.title) || row.code}
              </Link>
              <Badge hue="none">{say.word("form_purpose", row.purpose)}</Badge>
              {row.published && (
                <Badge hue="safe">{say.t("console.forms.version", { n: row.published.no })}</Badge>
              )}
              {row.draft && (
                <Badge hue="info">{say.t("console.forms.draft_of", { n: row.draft.no })}</Badge>
              )}
              {row.retired_at && <Badge hue="none">{say.word("form_state", "retired")}</Badge>}
            </div>
            <p className="small mute">
              {row.published?.published_at && say.dayOrClock(row.published.published_at, now)}
              {row.published?.published_by && ` · ${say.words(row.published.published_by)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NewForm() {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const go = useNavigate();
  const [code, setCode] = useState("");
  const [purpose, setPurpose] = useState<Purpose>("other");
  const fits = /^[a-z][a-z0-9_]*$/.test(code);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!fits) return;
    if (await verb.run(() => beginForm({ code, purpose }))) {
      await kept.invalidateQueries({ queryKey: ["forms"] });
      await go({ to: "/forms/$id", params: { id: code } });
    }
  };
  return (
    <section aria-label={say.t("console.forms.new")}>
      <h2 className="group">
        <b>{say.t("console.forms.new")}</b>
      </h2>
      <form className="book" onSubmit={(event) => void submit(event)}>
        <Labelled name={say.t("console.forms.code")} wide>
          <input
            className="field"
            lang="en"
            maxLength={40}
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        </Labelled>
        <Labelled name={say.t("console.forms.purpose")} wide>
          <select
            className="field"
            value={purpose}
            onChange={({ target }) => setPurpose(target.value as Purpose)}
          >
            {PURPOSES.map((one) => (
              <option key={one} value={one}>
                {say.word("form_purpose", one)}
              </option>
            ))}
          </select>
        </Labelled>
        <p className="small mute">{say.t("console.forms.code_note")}</p>
        <div className="row">
          <button type="submit" className="btn slim" aria-disabled={verb.busy || !fits}>
            {say.t("console.forms.begin")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </section>
  );
}

/** A file that another installation wrote out becomes a draft. */
function TakeIn() {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const go = useNavigate();
  const [chosen, setChosen] = useState<string | null>(null);
  const [unfit, setUnfit] = useState(false);
  const choose = async (file: File | null) => {
    setChosen(file?.name ?? null);
    setUnfit(false);
    if (!file) return;
    const read = await file
      .text()
      .then(JSON.parse)
      .catch(() => null);
    setUnfit(read === null);
    const made = read && (await verb.run(() => takeIn(read)));
    if (!made) return;
    await kept.invalidateQueries({ queryKey: ["forms"] });
    await go({ to: "/forms/$id", params: { id: made.draft.code } });
  };
  return (
    <section aria-label={say.t("console.forms.take_in")}>
      <h2 className="group">
        <b>{say.t("console.forms.take_in")}</b>
      </h2>
      <div className="book">
        <FilePick
          label={say.t("console.forms.take_in_note")}
          accept=".json,application/json"
          chosen={chosen}
          onFile={(file) => void choose(file)}
        />
      </div>
      <Refused text={unfit ? say.t("console.forms.no_form_file") : verb.refused} />
    </section>
  );
}

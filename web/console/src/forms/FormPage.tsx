/** One form for administrators: its draft to write, check and publish, its versions, and what was done to it. */
import type { FormDetails, VersionOutline } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { readable } from "./definition.ts";
import { Editor } from "./Editor.tsx";
import { Preview } from "./Preview.tsx";
import { beginDraft, formQuery, retire, versionQuery } from "./verbs.ts";

export function FormPage() {
  const say = useSay();
  const { id } = useParams({ strict: false });
  const { data } = useQuery(formQuery(id ?? ""));
  if (!data) return <main className="paper forms" />;
  return (
    <main className="paper forms">
      <div className="file-head">
        <Link to="/forms" className="small quiet-link">
          {say.t("console.forms.back")}
        </Link>
        <h1>{say.words(data.title) || data.code}</h1>
        <p className="small mute">
          <span lang="en">{data.code}</span> · {say.word("form_purpose", data.purpose)}
        </p>
      </div>
      {data.draft ? <Editor key={data.draft.id} form={data} /> : <Begin form={data} />}
      <Versions form={data} />
      <Steps form={data} />
    </main>
  );
}

/** What can be done with a form of which no draft is being written. */
function Begin({ form }: { form: FormDetails }) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [sure, setSure] = useState(false);
  const after = (work: () => Promise<unknown>) => async () => {
    if (await verb.run(work)) await kept.invalidateQueries({ queryKey: ["forms"] });
    setSure(false);
  };
  return (
    <div className="row form-verbs">
      <button
        type="button"
        className="btn primary slim"
        aria-disabled={verb.busy}
        onClick={() => void after(() => beginDraft(form.code))()}
      >
        {say.t("console.forms.edit")}
      </button>
      {form.published && !sure && (
        <button type="button" className="btn quiet slim" onClick={() => setSure(true)}>
          {say.t("console.forms.retire")}
        </button>
      )}
      {sure && (
        <>
          <span>{say.t("console.forms.retire_sure")}</span>
          <button
            type="button"
            className="btn slim"
            aria-disabled={verb.busy}
            onClick={() => void after(() => retire(form.code))()}
          >
            {say.t("console.forms.retire_now")}
          </button>
          <button type="button" className="btn quiet slim" onClick={() => setSure(false)}>
            {say.t("common.cancel")}
          </button>
        </>
      )}
      {form.versions.some((one) => one.state !== "draft") && <WriteOut code={form.code} />}
      <Refused text={verb.refused} />
    </div>
  );
}

/** The answer is a file, which the shared door does not take. */
function WriteOut({ code }: { code: string }) {
  const say = useSay();
  const verb = useVerb();
  const save = async () => {
    const answer = await fetch(`/api/v1/forms/${code}/export`, {
      headers: { "X-Helpline-App": "console" },
      cache: "no-store",
    });
    if (!answer.ok) throw new Error("no file came");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `${code}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <>
      <button type="button" className="btn quiet slim" onClick={() => void verb.run(save)}>
        {say.t("console.forms.write_out")}
      </button>
      <Refused text={verb.refused} />
    </>
  );
}

function Versions({ form }: { form: FormDetails }) {
  const say = useSay();
  const known = form.versions.filter((one) => one.state !== "draft");
  const title = say.t("console.forms.versions");
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
      </h2>
      {known.length === 0 && <p className="mute small">{say.t("console.forms.none_published")}</p>}
      <ul className="session-list">
        {known.map((one) => (
          <OneVersion key={one.id} version={one} />
        ))}
      </ul>
    </section>
  );
}

function OneVersion({ version }: { version: VersionOutline }) {
  const say = useSay();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...versionQuery(version.id), enabled: open });
  return (
    <li>
      <div className="row session-about">
        <b className="grow">{say.t("console.forms.version", { n: version.no })}</b>
        <Badge hue={version.state === "published" ? "safe" : "none"}>
          {say.word("form_state", version.state)}
        </Badge>
        <button
          type="button"
          className="btn quiet slim"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {say.t("console.forms.look", { n: version.no })}
        </button>
      </div>
      <p className="small mute">
        {version.published_at && say.dayOrClock(version.published_at, now)}
        {" · "}
        {version.published_by ? say.words(version.published_by) : say.t("console.forms.product")}
        {version.note && ` · ${version.note}`}
      </p>
      {open && data && <Preview definition={readable(data.definition)} />}
    </li>
  );
}

function Steps({ form }: { form: FormDetails }) {
  const say = useSay();
  const now = useNow();
  const title = say.t("console.forms.steps");
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
      </h2>
      <ul className="session-list">
        {form.steps.map((one) => (
          <li key={one.seq}>
            <div className="row session-about">
              <span className="grow">
                {say.word("form_step", one.kind)}
                {typeof one.facts.no === "number" &&
                  ` · ${say.t("console.forms.version", { n: one.facts.no })}`}
              </span>
              <span className="small mute">
                {say.dayOrClock(one.at, now)}
                {" · "}
                {one.by ? say.words(one.by) : say.t("console.forms.product")}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

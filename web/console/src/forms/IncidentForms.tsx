/** The forms filled about an incident: begun, saved, completed, put right; each shown by its own version. */
import { newId } from "@helpline/shared/new-id";
import type { FilledRow } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { Filling } from "./Filling.tsx";
import { answerQuery, fill, filledQuery, formsQuery } from "./verbs.ts";

export function IncidentForms() {
  const say = useSay();
  const now = useNow();
  const { id = "" } = useParams({ strict: false });
  const { data } = useQuery(filledQuery(id));
  const [open, setOpen] = useState<string | null>(null);
  return (
    <main className="paper forms">
      <div className="file-head">
        <Link to="/incidents/$id" params={{ id }} className="small quiet-link">
          {say.t("console.forms.back_to_incident")}
        </Link>
        <h1>{say.t("console.forms.of_incident")}</h1>
      </div>
      <Begin incident={id} onBegun={setOpen} />
      <ul className="session-list">
        {data?.items.map((one) => (
          <li key={one.id}>
            <div className="row session-about">
              <b className="grow">{say.words(one.title)}</b>
              <span className="small mute">{say.t("console.forms.version", { n: one.no })}</span>
              <Badge hue={one.state === "complete" ? "safe" : "info"}>
                {say.word("form_answer", one.state)}
              </Badge>
              <button
                type="button"
                className="btn quiet slim"
                aria-expanded={open === one.id}
                onClick={() => setOpen(open === one.id ? null : one.id)}
              >
                {say.t("console.forms.open", { name: say.words(one.title) })}
              </button>
            </div>
            <p className="small mute">
              {say.dayOrClock(one.begun_at, now)}
              {one.begun_by && ` · ${say.words(one.begun_by)}`}
            </p>
            {open === one.id && <One incident={id} answer={one.id} />}
          </li>
        ))}
      </ul>
    </main>
  );
}

function One({ incident, answer }: { incident: string; answer: string }) {
  const say = useSay();
  const { data, error } = useQuery(answerQuery(incident, answer));
  if (data) return <Filling key={data.id} incident={incident} row={data} />;
  return <Refused text={error && problemText(error, say)} />;
}

function Begin({ incident, onBegun }: { incident: string; onBegun: (id: string) => void }) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const { data } = useQuery(formsQuery);
  const [version, setVersion] = useState("");
  const begin = async () => {
    if (!version) return;
    const made: FilledRow | null = await verb.run(() => fill(incident, newId(), version, {}));
    if (!made) return;
    await kept.invalidateQueries({ queryKey: ["filled", incident] });
    onBegun(made.id);
  };
  return (
    <div className="book">
      <Labelled name={say.t("console.forms.which")} wide>
        <select
          className="field"
          value={version}
          onChange={({ target }) => setVersion(target.value)}
        >
          <option value="">—</option>
          {data?.items.map(
            (one) =>
              one.published && (
                <option key={one.code} value={one.published.id}>
                  {say.words(one.title)}
                </option>
              ),
          )}
        </select>
      </Labelled>
      <div className="row">
        <button
          type="button"
          className="btn primary slim"
          aria-disabled={verb.busy || !version}
          onClick={() => void begin()}
        >
          {say.t("console.forms.fill")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </div>
  );
}

/** The forms filled about something: begun, saved, completed, put right; each shown by its own version. */
import { newId } from "@helpline/shared/new-id";
import type { FilledRow, FormRow } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import type { About } from "./about.ts";
import { type Answers, type Flaw, readable } from "./definition.ts";
import { Filling } from "./Filling.tsx";
import { FormRenderer } from "./FormRenderer.tsx";
import { answerQuery, filledQuery, flawsOf, formsQuery, versionQuery } from "./verbs.ts";

type Props = {
  about: About;
  /** Only forms for this purpose can be begun here; without it all. */
  purpose?: FormRow["purpose"];
  readOnly?: boolean;
};

export function FilledForms({ about, purpose, readOnly = false }: Props) {
  const say = useSay();
  const now = useNow();
  const { data } = useQuery(filledQuery(about));
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      {!readOnly && <Begin about={about} onBegun={setOpen} {...(purpose && { purpose })} />}
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
            {open === one.id && <One about={about} answer={one.id} readOnly={readOnly} />}
          </li>
        ))}
      </ul>
    </>
  );
}

type OneProps = { about: About; answer: string; readOnly: boolean };

function One({ about, answer, readOnly }: OneProps) {
  const say = useSay();
  const kept = useQueryClient();
  const { data, error } = useQuery(answerQuery(about, answer));
  /** Counts how often it was read anew. */
  const [turn, setTurn] = useState(0);
  const again = async () => {
    await kept.invalidateQueries({ queryKey: answerQuery(about, answer).queryKey });
    setTurn(turn + 1);
  };
  if (!data) return <Refused text={error && problemText(error, say)} />;
  if (readOnly && data.state === "draft") {
    return (
      <FormRenderer
        definition={readable(data.definition)}
        answers={data.answers}
        names={data.names}
      />
    );
  }
  return (
    <Filling key={turn} about={about} row={data} readOnly={readOnly} onAgain={() => void again()} />
  );
}

type BeginProps = {
  about: About;
  purpose?: FormRow["purpose"];
  onBegun: (id: string) => void;
};

function Begin({ about, purpose, onBegun }: BeginProps) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const { data } = useQuery(formsQuery);
  const fits = data?.items.filter((one) => one.published && (!purpose || one.purpose === purpose));
  const only = purpose && fits?.length === 1 ? (fits[0]?.published?.id ?? "") : "";
  const [picked, setVersion] = useState("");
  const version = picked || only;
  /** What this form wants answered before there can be a draft of it. */
  const [first, setFirst] = useState<readonly Flaw[]>([]);
  const [answers, setAnswers] = useState<Answers>({});
  const { data: whole } = useQuery({ ...versionQuery(version), enabled: first.length > 0 });
  const pick = (next: string) => {
    setVersion(next);
    setFirst([]);
    setAnswers({});
  };
  const begin = async () => {
    if (!version) return;
    const made: FilledRow | null = await verb.run(async () => {
      try {
        return await about.fill(newId(), version, answers);
      } catch (error) {
        setFirst(flawsOf(error));
        throw error;
      }
    });
    if (!made) return;
    pick("");
    await kept.invalidateQueries({ queryKey: filledQuery(about).queryKey });
    onBegun(made.id);
  };
  return (
    <div className="book">
      {!only && (
        <Labelled name={say.t("console.forms.which")} wide>
          <select className="field" value={version} onChange={({ target }) => pick(target.value)}>
            <option value="">—</option>
            {fits?.map((one) => (
              <option key={one.code} value={one.published?.id}>
                {say.words(one.title)}
              </option>
            ))}
          </select>
        </Labelled>
      )}
      {first.length > 0 && whole && (
        <FormRenderer
          definition={readable(whole.definition)}
          answers={answers}
          flaws={first}
          onChange={setAnswers}
        />
      )}
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

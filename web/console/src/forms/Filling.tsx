/** One filled form at work: typed and saved by itself as a draft, completed, and corrected with a reason afterwards. */
import type { FilledRow } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import type { About } from "./about.ts";
import type { Kept } from "./autosave.ts";
import { type Answers, type Flaw, keepable, readable, toSend } from "./definition.ts";
import { FormRenderer } from "./FormRenderer.tsx";
import { SaveState } from "./SaveState.tsx";
import { useAutosave } from "./useAutosave.ts";
import { answerQuery, filledQuery, flawsOf, saveLast } from "./verbs.ts";

type Props = {
  about: About;
  row: FilledRow;
  /** Nothing can be changed by whoever only reads. */
  readOnly?: boolean;
};

/** `onAgain` reads it anew, when somebody else has saved it meanwhile. */
export function Filling({ onAgain, ...props }: Props & { onAgain: () => void }) {
  return props.row.state === "draft" ? (
    <Drafting {...props} onAgain={onAgain} />
  ) : (
    <Completed {...props} />
  );
}

function Drafting({ about, row, onAgain }: Props & { onAgain: () => void }) {
  const say = useSay();
  const verb = useVerb();
  const settle = useSettled(about, row.id);
  const kept = useQueryClient();
  const definition = readable(row.definition);
  const [answers, setAnswers] = useState<Answers>(row.answers);
  const [flaws, setFlaws] = useState<readonly Flaw[]>([]);
  const good = useRef<Answers>(row.answers);
  /** Once it was to be completed, what lacks stays marked until it is there. */
  const tried = useRef(false);
  const took = (made: FilledRow, whole: boolean): Kept => {
    good.current = made.answers;
    if (whole) setFlaws(tried.current ? made.missing : []);
    kept.setQueryData(answerQuery(about, row.id).queryKey, made);
    return { rev: made.version, whole, at: made.changed_at };
  };
  const keep = async (typed: Answers, version: number) => {
    const sent = toSend(definition, typed);
    try {
      return took(await about.save(row.id, { answers: sent, version }), true);
    } catch (error) {
      const found = flawsOf(error);
      if (found.length === 0) throw error;
      setFlaws(found);
      const fit = keepable(sent, found, good.current);
      return took(await about.save(row.id, { answers: fit, version }), false);
    }
  };
  const auto = useAutosave({
    value: answers,
    rev: row.version,
    save: keep,
    lastWord: (typed, version) => saveLast(about, row.id, toSend(definition, typed), version),
  });
  const edit = (next: Answers) => {
    setAnswers(next);
    auto.edit(next);
  };
  const finish = async () => {
    tried.current = true;
    if (!(await auto.flush())) return;
    const whole = await verb.run(() => about.complete(row.id, auto.rev).catch(marked));
    if (whole) await settle(whole);
  };
  const marked = (error: unknown): never => {
    setFlaws(flawsOf(error));
    throw error;
  };
  const { state, error } = auto.saving;
  return (
    <div className="form-filling">
      <FormRenderer
        definition={definition}
        answers={answers}
        flaws={flaws}
        names={row.names}
        onChange={edit}
      />
      <div className="row form-verbs">
        <button
          type="button"
          className="btn primary slim"
          aria-disabled={verb.busy}
          onClick={() => void finish()}
        >
          {say.t("console.forms.complete")}
        </button>
        {state === "refused" && (
          <button type="button" className="btn slim" onClick={onAgain}>
            {say.t("console.forms.read_again")}
          </button>
        )}
        <SaveState saving={auto.saving} />
      </div>
      <Refused text={state === "refused" ? problemText(error, say) : verb.refused} />
    </div>
  );
}

/** What it says from now on, whoever looks at it. */
function useSettled(about: About, id: string) {
  const kept = useQueryClient();
  return async (made: FilledRow) => {
    kept.setQueryData(answerQuery(about, id).queryKey, made);
    await kept.invalidateQueries({ queryKey: filledQuery(about).queryKey, exact: true });
  };
}

function Completed({ about, row, readOnly }: Props) {
  const say = useSay();
  const verb = useVerb();
  const settle = useSettled(about, row.id);
  const definition = readable(row.definition);
  const [answers, setAnswers] = useState<Answers | null>(null);
  const [flaws, setFlaws] = useState<readonly Flaw[]>([]);
  const [why, setWhy] = useState("");
  const correcting = answers !== null;
  const putRight = async () => {
    if (!answers || !why.trim()) return;
    const sent = toSend(definition, answers);
    setFlaws([]);
    const made = await verb.run(async () => {
      try {
        return await about.correct(row.id, { answers: sent, version: row.version, why });
      } catch (error) {
        setFlaws(flawsOf(error));
        throw error;
      }
    });
    if (!made) return;
    setAnswers(null);
    setWhy("");
    await settle(made);
  };
  return (
    <div className="form-filling">
      <FormRenderer
        definition={definition}
        answers={answers ?? row.answers}
        flaws={flaws}
        names={row.names}
        {...(correcting ? { onChange: setAnswers } : {})}
      />
      {!correcting && !readOnly && (
        <button type="button" className="btn slim" onClick={() => setAnswers(row.answers)}>
          {say.t("console.forms.correct")}
        </button>
      )}
      {correcting && (
        <div className="book">
          <Labelled name={say.t("console.forms.why_corrected")} wide>
            <input
              className="field"
              maxLength={500}
              value={why}
              onChange={({ target }) => setWhy(target.value)}
            />
          </Labelled>
          <div className="row">
            <button
              type="button"
              className="btn primary slim"
              aria-disabled={verb.busy || !why.trim()}
              onClick={() => void putRight()}
            >
              {say.t("console.forms.save_correction")}
            </button>
            <button type="button" className="btn quiet slim" onClick={() => setAnswers(null)}>
              {say.t("common.cancel")}
            </button>
          </div>
        </div>
      )}
      <p role="status" className="small mute">
        {!correcting && say.t(`console.forms.now_${row.revision > 1 ? "corrected" : "completed"}`)}
      </p>
      <Refused text={verb.refused} />
      {row.revision > 1 && <Before about={about} row={row} />}
    </div>
  );
}

/** What it said before it was put right, the latest first. */
function Before({ about, row }: Props) {
  const say = useSay();
  const [revision, setRevision] = useState<number | null>(null);
  const { data } = useQuery({
    ...answerQuery(about, row.id, revision ?? 1),
    enabled: revision !== null,
  });
  const earlier = Array.from({ length: row.revision - 1 }, (_, at) => row.revision - 1 - at);
  return (
    <div className="form-before">
      {row.why && <p className="small">{say.t("console.forms.was_corrected", { why: row.why })}</p>}
      {earlier.map((one) => (
        <button
          key={one}
          type="button"
          className="btn quiet slim"
          aria-expanded={revision === one}
          onClick={() => setRevision(revision === one ? null : one)}
        >
          {say.t("console.forms.as_before", { n: one })}
        </button>
      ))}
      {revision !== null && data && (
        <FormRenderer
          definition={readable(data.definition)}
          answers={data.answers}
          names={data.names}
        />
      )}
    </div>
  );
}

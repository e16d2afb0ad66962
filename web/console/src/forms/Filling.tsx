/** One filled form at work: typed, saved as a draft, completed, and corrected with a reason afterwards. */
import type { FilledRow } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { type Answers, type Flaw, readable, toSend } from "./definition.ts";
import { FormRenderer } from "./FormRenderer.tsx";
import { answerQuery, complete, correct, flawsOf, save } from "./verbs.ts";

export function Filling({ incident, row }: { incident: string; row: FilledRow }) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const definition = readable(row.definition);
  const [answers, setAnswers] = useState<Answers>(row.answers);
  const [version, setVersion] = useState(row.version);
  const [flaws, setFlaws] = useState<readonly Flaw[]>([]);
  const [said, setSaid] = useState<"saved" | "completed" | "corrected" | null>(null);
  const [why, setWhy] = useState("");
  const [correcting, setCorrecting] = useState(false);
  const draft = row.state === "draft";
  /** Runs a verb and keeps what the server found wrong beside the fields it is about. */
  const run = (work: () => Promise<FilledRow>) =>
    verb.run(async () => {
      setFlaws([]);
      setSaid(null);
      try {
        const made = await work();
        setVersion(made.version);
        return made;
      } catch (error) {
        setFlaws(flawsOf(error));
        throw error;
      }
    });
  const sent = toSend(definition, answers);
  const keep = async () => {
    const made = await run(() => save(incident, row.id, sent, version));
    if (made) setSaid("saved");
    return made;
  };
  const finish = async () => {
    const made = await keep();
    if (!made) return;
    const whole = await run(() => complete(incident, row.id, made.version));
    if (whole) await settled(whole, "completed");
  };
  const putRight = async () => {
    const made = await run(() => correct(incident, row.id, sent, version, why));
    if (made) await settled(made, "corrected");
  };
  const settled = async (made: FilledRow, what: "completed" | "corrected") => {
    setSaid(what);
    setCorrecting(false);
    setWhy("");
    setAnswers(made.answers);
    kept.setQueryData(answerQuery(incident, row.id).queryKey, made);
    await kept.invalidateQueries({ queryKey: ["filled", incident], exact: true });
  };
  return (
    <div className="form-filling">
      <FormRenderer
        definition={definition}
        answers={answers}
        flaws={flaws}
        names={row.names}
        {...(draft || correcting ? { onChange: setAnswers } : {})}
      />
      {draft && (
        <div className="row form-verbs">
          <button
            type="button"
            className="btn slim"
            aria-disabled={verb.busy}
            onClick={() => void keep()}
          >
            {say.t("console.forms.save")}
          </button>
          <button
            type="button"
            className="btn primary slim"
            aria-disabled={verb.busy}
            onClick={() => void finish()}
          >
            {say.t("console.forms.complete")}
          </button>
        </div>
      )}
      {!draft && !correcting && (
        <button type="button" className="btn slim" onClick={() => setCorrecting(true)}>
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
              onClick={() => why.trim() && void putRight()}
            >
              {say.t("console.forms.save_correction")}
            </button>
          </div>
        </div>
      )}
      <p role="status" className="small mute">
        {said && say.t(`console.forms.now_${said}`)}
      </p>
      <Refused text={verb.refused} />
      {row.revision > 1 && <Before incident={incident} row={row} />}
    </div>
  );
}

/** What it said before it was put right, the latest first. */
function Before({ incident, row }: { incident: string; row: FilledRow }) {
  const say = useSay();
  const [revision, setRevision] = useState<number | null>(null);
  const { data } = useQuery({
    ...answerQuery(incident, row.id, revision ?? 1),
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

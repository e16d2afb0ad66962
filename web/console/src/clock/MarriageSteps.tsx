/** The steps of practice against a wedding, each with its state; one is recorded in place. */
import { newId } from "@helpline/shared/new-id";
import type { MarriageRow, MarriageStep } from "@helpline/shared/types";
import { useRef, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { STEP_WORDS } from "./codes.ts";
import { takeStep } from "./verbs.ts";

type Props = { row: MarriageRow; may: (step: MarriageStep) => boolean };

export function MarriageSteps({ row, may }: Props) {
  const say = useSay();
  const now = useNow();
  const [taking, setTaking] = useState<MarriageStep | null>(null);
  return (
    <>
      <h3 className="sub-head">{say.t("console.marriage.steps")}</h3>
      <ol className="session-list">
        {row.checklist.map(({ step, state, at }) => (
          <li key={step}>
            <div className="row">
              <Icon name={state === "done" ? "check" : state === "broken" ? "warn" : "hour"} />
              <b className="grow">{say.word("marriage_step", step)}</b>
              <span className="small mute">
                {say.word("marriage_state", state)} {at && say.dayOrClock(at, now)}
              </span>
              {taking !== step && state !== "waits" && state !== "not_needed" && may(step) && (
                <button type="button" className="btn quiet slim" onClick={() => setTaking(step)}>
                  {say.t("console.marriage.record")}
                </button>
              )}
            </div>
            {row.steps
              .filter((one) => one.step === step)
              .map((one) => (
                <p key={one.id} className="small">
                  <span className="num mute">{say.dayOrClock(one.at, now)}</span>{" "}
                  {say.word("marriage_word", one.word)}
                  {one.by && ` · ${say.words(one.by)}`}
                  {one.note && ` · ${one.note}`}
                </p>
              ))}
            {taking === step && (
              <Taking
                incidentId={row.incident_id}
                step={step}
                onDone={() => setTaking((open) => (open === step ? null : open))}
              />
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

type TakingProps = { incidentId: string; step: MarriageStep; onDone: () => void };

function Taking({ incidentId, step, onDone }: TakingProps) {
  const say = useSay();
  const verb = useVerb();
  const [note, setNote] = useState("");
  const ids = useRef(new Map<string, string>());
  /** Pressed again after an answer that was lost, a word is the step it was before. */
  const idOf = (word: string) => {
    const known = ids.current.get(word) ?? newId();
    ids.current.set(word, known);
    return known;
  };
  return (
    <>
      <label className="pick small">
        <span className="mute">{say.t("console.marriage.note")}</span>
        <textarea
          className="field"
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <OneOf
        title={say.t("console.marriage.how")}
        codes={STEP_WORDS[step]}
        family="marriage_word"
        onPick={(word) =>
          void verb
            .run(() => takeStep(incidentId, idOf(word), step, word, note))
            .then((done) => done && onDone())
        }
        onLeave={onDone}
      />
      <Refused text={verb.refused} />
    </>
  );
}

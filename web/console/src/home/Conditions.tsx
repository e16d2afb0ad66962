/** What must hold before a child goes: each yes, no or unknown with what shows it, or let pass by a supervisor. */
import {
  casesAllowException,
  casesAnswerCondition,
  casesAskException,
  casesRefuseException,
} from "@helpline/shared/api";
import type { HomeConditionRow, HomeExceptionRow, ReintegrationRow } from "@helpline/shared/types";
import { useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { nameOf } from "../cases/Marks.tsx";
import type { May } from "../cases/parts.ts";
import { useCaseVerb } from "../cases/useCase.ts";
import { useNow } from "../live/useNow.ts";
import { Chips } from "../parts/Chips.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { Form } from "./Form.tsx";

type Props = { caseId: string; row: ReintegrationRow; may: May };
/** `against`: what the hand-over was refused for because of the child's record, beside the answers. */
type AllProps = Props & { against: readonly string[] };
type Answer = HomeConditionRow["answer"];
const ANSWERS: readonly Answer[] = ["yes", "no", "unknown"];
const LOOK = {
  yes: ["safe", "check"],
  no: ["overdue", "x"],
  unknown: ["waiting", "hour"],
} as const;

export function Conditions({ caseId, row, against, may }: AllProps) {
  const say = useSay();
  const left = new Set([...row.missing, ...against]).size;
  return (
    <>
      <h3 className="small mute">{say.t("console.home.conditions")}</h3>
      {row.state === "planned" && (
        <p className="small" role="status">
          {left === 0
            ? say.t("console.home.all_hold")
            : say.t("console.home.left", { n: left, all: row.conditions.length })}
        </p>
      )}
      <ol className="file-list">
        {row.conditions.map((one) => (
          <Condition
            key={one.condition}
            caseId={caseId}
            row={row}
            one={one}
            against={against.includes(one.condition)}
            may={may}
          />
        ))}
      </ol>
    </>
  );
}

type OneProps = Props & { one: HomeConditionRow; against: boolean };

function Condition({ caseId, row, one, against, may }: OneProps) {
  const say = useSay();
  const [doing, setDoing] = useState<"answer" | "exception" | null>(null);
  const [hue, icon] = one.let_pass ? (["info", "info"] as const) : LOOK[one.answer];
  const asked = row.exceptions.filter(
    ({ condition, state }) => condition === one.condition && state !== "lapsed",
  );
  const waits = asked.some(({ state }) => state === "asked");
  const writes = may.write && row.state === "planned" && doing === null;
  return (
    <li>
      <p>{say.words(one.name)}</p>
      <p className="small">
        <StateWord hue={hue} icon={icon}>
          {one.let_pass ? say.t("console.home.let_pass") : say.word("condition_answer", one.answer)}
        </StateWord>
        {one.answered_by && <span className="mute"> · {nameOf(one.answered_by, say)}</span>}
      </p>
      {one.words && <p className="small case-words">{one.words}</p>}
      {against && (
        <p className="small notice st overdue">{say.t("console.problem.record_speaks_against")}</p>
      )}
      {asked.map((exception) => (
        <Exception key={exception.id} caseId={caseId} row={row} one={exception} may={may} />
      ))}
      {writes && (
        <div className="row">
          <button type="button" className="btn slim" onClick={() => setDoing("answer")}>
            {say.t("console.home.answer")}
          </button>
          {(against || (!one.holds && !one.let_pass)) && !waits && (
            <button type="button" className="btn quiet slim" onClick={() => setDoing("exception")}>
              {say.t("console.home.ask_exception")}
            </button>
          )}
        </div>
      )}
      {doing === "answer" && (
        <AnswerForm caseId={caseId} row={row} one={one} onDone={() => setDoing(null)} />
      )}
      {doing === "exception" && (
        <ExceptionForm caseId={caseId} row={row} one={one} onDone={() => setDoing(null)} />
      )}
    </li>
  );
}

type FormProps = {
  caseId: string;
  row: ReintegrationRow;
  one: HomeConditionRow;
  onDone: () => void;
};

function AnswerForm({ caseId, row, one, onDone }: FormProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [words, setWords] = useState("");
  const lacks = answer === null || (answer === "yes" && !words.trim());
  const send = () =>
    void verb.run(async () => {
      if (answer === null) return;
      const path = { case_id: caseId, reintegration_id: row.id };
      const body = { condition: one.condition, answer, words: words.trim() || null };
      await casesAnswerCondition({ path, body });
      onDone();
    });
  return (
    <Form
      title={say.words(one.name)}
      does={say.t("console.case.save")}
      busy={verb.busy}
      lacks={lacks}
      refused={verb.refused}
      onSend={send}
      onLeave={onDone}
    >
      <div className="whole">
        <Chips
          label={say.t("console.home.holds")}
          choices={ANSWERS.map((code) => ({ code, label: say.word("condition_answer", code) }))}
          chosen={answer ? [answer] : []}
          onChange={([picked]) => setAnswer((picked as Answer | undefined) ?? null)}
        />
      </div>
      <Words name={say.t("console.home.shown_by")} value={words} onText={setWords} />
    </Form>
  );
}

function ExceptionForm({ caseId, row, one, onDone }: FormProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const [why, setWhy] = useState("");
  const send = () =>
    void verb.run(async () => {
      const path = { case_id: caseId, reintegration_id: row.id };
      await casesAskException({ path, body: { condition: one.condition, why: why.trim() } });
      onDone();
    });
  return (
    <Form
      title={say.t("console.home.ask_exception")}
      does={say.t("console.home.ask_supervisor")}
      busy={verb.busy}
      lacks={!why.trim()}
      refused={verb.refused}
      onSend={send}
      onLeave={onDone}
    >
      <Words name={say.t("console.home.why_exception")} value={why} onText={setWhy} />
    </Form>
  );
}

function Exception({ caseId, row, one, may }: Props & { one: HomeExceptionRow }) {
  const say = useSay();
  const now = useNow();
  const who = nameOf(one.decided_by ?? one.asked_by, say);
  return (
    <div className="small">
      <p>
        <b>{say.word("exception", one.state)}</b>{" "}
        <span className="mute">
          {who} · <span className="num">{say.dayOrClock(one.decided_at ?? one.asked_at, now)}</span>
        </span>
      </p>
      <p className="case-words">{one.why ?? say.t("console.case.erased")}</p>
      {one.comment && <p className="case-words">{one.comment}</p>}
      {one.state === "asked" && may.approve && row.state === "planned" && (
        <Decide caseId={caseId} row={row} one={one} may={may} />
      )}
    </div>
  );
}

function Decide({ caseId, row, one }: Props & { one: HomeExceptionRow }) {
  const say = useSay();
  const verb = useCaseVerb();
  const me = useMe();
  const [comment, setComment] = useState("");
  const condition = row.conditions.find((each) => each.condition === one.condition);
  if (me?.id === one.asked_by.id || me?.id === condition?.answered_by?.id) {
    return <p className="mute">{say.t("console.case.another_approves")}</p>;
  }
  const path = { case_id: caseId, reintegration_id: row.id, exception_id: one.id };
  const body = { comment: comment.trim() || null };
  return (
    <div className="case-form">
      <Words name={say.t("console.home.comment")} value={comment} onText={setComment} />
      <div className="row">
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => casesAllowException({ path, body }))}
        >
          {say.t("console.home.allow")}
        </button>
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy || !body.comment}
          onClick={() => body.comment && void verb.run(() => casesRefuseException({ path, body }))}
        >
          {say.t("console.home.refuse")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </div>
  );
}

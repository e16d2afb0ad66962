/** The interview of a caller who can't speak: what to ask, what was pressed, what is heard behind, what it was. */
import type { CallRow, Interview, InterviewQuestion } from "@helpline/shared/types";
import type { KeyboardEvent } from "react";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import { useKeys } from "../keys/useKeys.ts";
import { Cap } from "../parts/Cap.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { SilenceKind } from "./SilenceKind.tsx";
import {
  answerOf,
  askQuestion,
  BACKGROUND,
  lastQuestion,
  markSound,
  noteBackground,
  SOUNDS,
  soundOf,
  startInterview,
  toggled,
  withdrawQuestion,
} from "./silent.ts";

/** A button to begin while they talk, then the board until the work after the call is done. */
export function InterviewBoard({ call }: { call: CallRow }) {
  const say = useSay();
  const verb = useVerb();
  const talks = call.state === "talking";
  const { interview } = call;
  const start = () => {
    if (talks && !interview) void verb.run(() => startInterview(call.id));
  };
  useKeys({ silent: start });
  if (interview) return <Board call={call} interview={interview} verb={verb} />;
  if (!talks) return null;
  return (
    <div className="silent-start">
      <button type="button" className="btn quiet slim" aria-disabled={verb.busy} onClick={start}>
        <Icon name="bell" />
        {say.t("console.silent.start")}
        <Cap action="silent" />
      </button>
      <Refused text={verb.refused} />
    </div>
  );
}

type BoardProps = { call: CallRow; interview: Interview; verb: Verb };

function Board({ call, interview, verb }: BoardProps) {
  const say = useSay();
  const last = lastQuestion(interview);
  const talks = call.state === "talking";
  const onKeyDown = (event: KeyboardEvent) => {
    const plain = !(event.ctrlKey || event.altKey || event.metaKey);
    const sound = plain && last ? soundOf(event.code, event.key) : null;
    if (!sound || !last) return;
    event.preventDefault();
    void verb.run(() => markSound(call.id, last.id, sound));
  };
  return (
    <section className="silent" aria-label={say.t("console.silent.title")} onKeyDown={onKeyDown}>
      <h2 className="group">
        <b>{say.t("console.silent.title")}</b>
      </h2>
      <div className="silent-parts">
        {talks && <Ladder call={call} interview={interview} verb={verb} />}
        <Answers interview={interview} />
        <div className="silent-notes">
          {last && <Sounds call={call} question={last} verb={verb} />}
          <Behind call={call} interview={interview} verb={verb} />
          <SilenceKind call={call} verb={verb} />
        </div>
      </div>
      <Refused text={verb.refused} />
    </section>
  );
}

function Ladder({ call, interview, verb }: BoardProps) {
  const say = useSay();
  const last = lastQuestion(interview);
  const open = last !== null && last.ended_at === null;
  return (
    <div className="silent-ladder">
      <p className="small mute">{say.t("console.silent.ask")}</p>
      <ul>
        {interview.ladder.map((question) => (
          <li key={question}>
            <button
              type="button"
              className="btn slim"
              aria-disabled={verb.busy || open}
              onClick={() => {
                if (!open) void verb.run(() => askQuestion(call.id, question));
              }}
            >
              {say.word("question", question)}
            </button>
          </li>
        ))}
      </ul>
      {open && (
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => withdrawQuestion(call.id))}
        >
          <Icon name="phone" />
          {say.t("console.silent.withdraw")}
        </button>
      )}
    </div>
  );
}

function Answers({ interview }: { interview: Interview }) {
  const say = useSay();
  const latest = [...interview.questions].reverse();
  return (
    <div className="silent-answers">
      <p className="small mute">{say.t("console.silent.answers")}</p>
      {latest.length === 0 && <p className="mute">{say.t("console.silent.none_yet")}</p>}
      <ol aria-live="polite">
        {latest.map((question, at) => (
          <Line key={question.id} question={question} big={at === 0} />
        ))}
      </ol>
    </div>
  );
}

function Line({ question, big }: { question: InterviewQuestion; big: boolean }) {
  const say = useSay();
  const counts = answerOf(question);
  const state = counts
    ? say.word("answer", counts.answer)
    : question.ended_at
      ? say.word("question_end", question.ending ?? "no_key")
      : say.t("console.silent.listening");
  return (
    <li className={big ? "silent-line big" : "silent-line"}>
      <span className="row">
        <span>{say.word("question", question.question)}</span>
        <span className="num small mute end">{say.clock(counts?.at ?? question.asked_at)}</span>
      </span>
      <b className={`silent-answer ${counts?.answer ?? "open"}`}>{state}</b>
      {question.answers.length > 1 && (
        <span className="small mute">
          {question.answers
            .map(
              ({ answer, means, at }) =>
                `${say.word("answer", answer)} (${say.t(`console.silent.by_${means}`)}) ${say.clock(at)}`,
            )
            .join(" · ")}
        </span>
      )}
    </li>
  );
}

type SoundsProps = { call: CallRow; question: InterviewQuestion; verb: Verb };

function Sounds({ call, question, verb }: SoundsProps) {
  const say = useSay();
  return (
    <fieldset>
      <legend className="small mute">{say.t("console.silent.sound")}</legend>
      <div className="chips">
        {SOUNDS.map((sound, at) => (
          <button
            key={sound}
            type="button"
            className="chip"
            aria-disabled={verb.busy}
            onClick={() => void verb.run(() => markSound(call.id, question.id, sound))}
          >
            <span className="key" lang="en" aria-hidden="true">
              {["Y", "N", "?"][at]}
            </span>
            {say.word("answer", sound)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

function Behind({ call, interview, verb }: BoardProps) {
  const say = useSay();
  return (
    <fieldset>
      <legend className="small mute">{say.t("console.silent.background")}</legend>
      <div className="chips">
        {BACKGROUND.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={interview.background.includes(one)}
            aria-disabled={verb.busy}
            onClick={() =>
              void verb.run(() => noteBackground(call.id, toggled(interview.background, one)))
            }
          >
            {say.word("background", one)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

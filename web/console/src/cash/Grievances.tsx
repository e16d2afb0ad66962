/** Grievances on one transfer: until when the answer must be told, what it is, and who tells it. */
import { cashAnswer, cashReopen, cashTell } from "@helpline/shared/api";
import type { CashFile } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { nameOf } from "../cases/Marks.tsx";
import { Options } from "../children/Options.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { AGAINST_SOMEBODY, HOW_TOLD, OUTCOMES, WHY_REOPENED } from "./codes.ts";
import type { FileProps } from "./EnrolmentPage.tsx";
import { Reason } from "./Reason.tsx";
import { GRIEVANCE } from "./standing.ts";
import { useCashVerb } from "./useCashVerb.ts";

type Row = CashFile["grievances"][number];

export function Grievances(props: FileProps) {
  const say = useSay();
  const { grievances } = props.file;
  return (
    <Part title={say.t("console.cash.shown_grievances")}>
      {grievances.length === 0 && (
        <p className="small mute">{say.t("console.cash.no_grievance")}</p>
      )}
      <ul className="file-list">
        {[...grievances].reverse().map((one) => (
          <li key={one.id}>
            <One one={one} {...props} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

function One(props: FileProps & { one: Row }) {
  const { one, file, named, may } = props;
  const say = useSay();
  const now = useNow();
  const verb = useCashVerb(named);
  const path = { enrolment_id: file.enrolment.id, grievance_id: one.id };
  const late = one.state !== "told" && Date.parse(one.due_at) < now;
  // The server keeps the owner of the case from it as well; whoever took it on the line may tell it.
  const owner = file.enrolment.owner?.id === may.me;
  const free =
    !AGAINST_SOMEBODY.includes(one.category) ||
    one.raised_by?.id === may.me ||
    (may.approve && !owner);
  const { hue, icon } = late ? ({ hue: "overdue", icon: "late" } as const) : GRIEVANCE[one.state];
  return (
    <>
      <p className="row">
        <b>{say.word("cash_complaint", one.category)}</b>
        <StateWord hue={hue} icon={icon}>
          {say.word("cash_grievance", one.state)}
        </StateWord>
      </p>
      <p className="small mute">
        <Link to="/incidents/$id" params={{ id: one.incident }}>
          {say.t("console.cash.its_ticket")}
        </Link>
        {" · "}
        {one.state === "told" && one.told_at
          ? say.t("console.cash.told_at", { time: say.dayOrClock(one.told_at, now) })
          : say.t("console.cash.answer_until", { time: say.dayOrClock(one.due_at, now) })}
        {one.round > 1 && ` · ${say.t("console.cash.round", { n: one.round })}`}
      </p>
      {one.outcome && (
        <p className="small">
          {say.word("cash_outcome", one.outcome)}
          {one.answered_by && ` · ${nameOf(one.answered_by, say)}`}
        </p>
      )}
      {one.words && <p className="small case-words">{one.words}</p>}
      {one.state === "open" && may.approve && free && <Answer {...props} />}
      <div className="row asked-verbs">
        {one.state === "answered" && may.write && free && (
          <Reason
            primary
            name={say.t("console.cash.was_told")}
            icon="check"
            codes={HOW_TOLD}
            family="cash_told"
            busy={verb.busy}
            onPick={(how) => verb.act(() => cashTell({ path, body: { how } }))}
          />
        )}
        {one.state !== "open" && may.write && free && (
          <Reason
            name={say.t("console.cash.reopen")}
            icon="flag"
            codes={WHY_REOPENED}
            family="cash_why"
            busy={verb.busy}
            onPick={(reason, words) =>
              verb.act(() => cashReopen({ path, body: { reason, words } }))
            }
          />
        )}
      </div>
      <Refused text={verb.refused} />
    </>
  );
}

function Answer({ one, file, named }: FileProps & { one: Row }) {
  const say = useSay();
  const verb = useCashVerb(named);
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>("put_right");
  const [words, setWords] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!words.trim()) return;
    const path = { enrolment_id: file.enrolment.id, grievance_id: one.id };
    void verb.act(() => cashAnswer({ path, body: { outcome, words: words.trim() } }));
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={say.t("console.cash.answer_it")}>
      <Labelled name={say.t("console.cash.outcome")} wide>
        <Options value={outcome} codes={OUTCOMES} family="cash_outcome" onPick={setOutcome} />
      </Labelled>
      <Words name={say.t("console.cash.what_done")} value={words} onText={setWords} />
      <div className="row">
        <button
          type="submit"
          className="btn primary slim"
          aria-disabled={verb.busy || !words.trim()}
        >
          <Icon name="check" />
          {say.t("console.cash.answer_it")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

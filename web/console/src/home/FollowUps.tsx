/** The follow-ups of a child at home: what is due comes first to be told, and what was found stands below. */
import { casesMoveFollowUp } from "@helpline/shared/api";
import type {
  HomeFollowUpRow,
  HomeVisitRow,
  ReintegrationRow,
  WhyMoved,
} from "@helpline/shared/types";
import { useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { nameOf } from "../cases/Marks.tsx";
import type { May } from "../cases/parts.ts";
import { useCaseVerb } from "../cases/useCase.ts";
import { Options } from "../children/Options.tsx";
import { DateField } from "../dates/DateField.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { WHY_MOVED } from "./codes.ts";
import { Form } from "./Form.tsx";
import { nextDue, slotLook } from "./standing.ts";
import { VisitForm } from "./VisitForm.tsx";

type Props = { caseId: string; row: ReintegrationRow; may: May };

export function FollowUps({ caseId, row, may }: Props) {
  const say = useSay();
  const [telling, setTelling] = useState<string | null>(null);
  const writes = may.write && row.state === "home";
  const next = nextDue(row.follow_ups);
  return (
    <>
      <h3 className="small mute">{say.t("console.home.follow_ups")}</h3>
      <ol className="file-list">
        {row.follow_ups.map((one) => (
          <Slot
            key={one.id}
            caseId={caseId}
            row={row}
            one={one}
            writes={writes}
            isNext={one.id === next?.id}
            telling={telling === one.id}
            onTell={setTelling}
          />
        ))}
      </ol>
      {writes && telling === null && (
        <button type="button" className="btn quiet slim" onClick={() => setTelling("more")}>
          {say.t("console.home.tell_more")}
        </button>
      )}
      {writes && telling === "more" && (
        <VisitForm caseId={caseId} row={row} slot={null} onDone={() => setTelling(null)} />
      )}
      {row.visits.length > 0 && (
        <ul className="file-list">
          {[...row.visits].reverse().map((one) => (
            <Visit key={one.id} one={one} />
          ))}
        </ul>
      )}
    </>
  );
}

type SlotProps = {
  caseId: string;
  row: ReintegrationRow;
  one: HomeFollowUpRow;
  writes: boolean;
  isNext: boolean;
  telling: boolean;
  onTell: (id: string | null) => void;
};

function Slot({ caseId, row, one, writes, isNext, telling, onTell }: SlotProps) {
  const say = useSay();
  const now = useNow();
  const [moving, setMoving] = useState(false);
  const look = slotLook(one, now);
  return (
    <li>
      <p className="small">
        <StateWord hue={look.hue} icon={look.icon}>
          {say.word("home_follow_up", one.state)}
        </StateWord>{" "}
        <span className="num">{say.day(`${one.planned_on}T00:00:00+06:00`)}</span>
      </p>
      {one.moves.map((move) => (
        <p key={move.moved_at} className="small mute">
          {say.t("console.home.moved", {
            day: say.day(`${move.from_on}T00:00:00+06:00`),
            why: say.word("why_moved", move.reason),
          })}
          {move.words && <span className="case-words"> {move.words}</span>}
        </p>
      ))}
      {writes && one.state === "due" && !telling && !moving && (
        <div className="row">
          {isNext && (
            <button type="button" className="btn slim" onClick={() => onTell(one.id)}>
              <Icon name="pen" />
              {say.t("console.home.tell")}
            </button>
          )}
          <button type="button" className="btn quiet slim" onClick={() => setMoving(true)}>
            {say.t("console.home.move")}
          </button>
        </div>
      )}
      {telling && writes && (
        <VisitForm caseId={caseId} row={row} slot={one.id} onDone={() => onTell(null)} />
      )}
      {moving && writes && (
        <MoveForm caseId={caseId} row={row} one={one} onDone={() => setMoving(false)} />
      )}
    </li>
  );
}

function Visit({ one }: { one: HomeVisitRow }) {
  const say = useSay();
  const now = useNow();
  return (
    <li>
      <p>
        <b>{say.word("home_found", one.found)}</b>{" "}
        <span className="small mute">
          {say.word("how_followed_up", one.how)} ·{" "}
          <span className="num">{say.dayOrClock(one.at, now)}</span> · {nameOf(one.noted_by, say)}
        </span>
      </p>
      <p className="small case-words">{one.words ?? say.t("console.case.erased")}</p>
      {one.child_view && (
        <p className="small case-words">
          <span className="mute">{say.t("console.case.child_view")}:</span> {one.child_view}
        </p>
      )}
      {one.why_not_asked && (
        <p className="small case-words">
          <span className="mute">{say.t("console.case.why_not_asked")}:</span> {one.why_not_asked}
        </p>
      )}
    </li>
  );
}

type MoveProps = {
  caseId: string;
  row: ReintegrationRow;
  one: HomeFollowUpRow;
  onDone: () => void;
};

function MoveForm({ caseId, row, one, onDone }: MoveProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const [to, setTo] = useState<string | null>("");
  const [reason, setReason] = useState<WhyMoved | "">("");
  const [words, setWords] = useState("");
  const lacks = !to || !reason || (reason === "other" && !words.trim());
  const send = () =>
    void verb.run(async () => {
      if (!to || !reason) return;
      const path = { case_id: caseId, reintegration_id: row.id, follow_up_id: one.id };
      await casesMoveFollowUp({ path, body: { to, reason, words: words.trim() || null } });
      onDone();
    });
  return (
    <Form
      title={say.t("console.home.move")}
      does={say.t("console.home.move")}
      busy={verb.busy}
      lacks={lacks}
      refused={verb.refused}
      onSend={send}
      onLeave={onDone}
    >
      <DateField wide required name={say.t("console.home.to_day")} value={to ?? ""} onSay={setTo} />
      <Labelled name={say.t("console.home.reason")} wide>
        <Options
          value={reason}
          codes={WHY_MOVED}
          family="why_moved"
          none={say.t("console.child.choose")}
          onPick={setReason}
        />
      </Labelled>
      <Words name={say.t("console.case.in_words")} value={words} onText={setWords} />
    </Form>
  );
}

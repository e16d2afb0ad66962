/** One meeting: agenda, who was there, decisions, minutes. A case has no name here, only its number on the agenda. */
import type { ItemRow, MeetingFile } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { saveFile } from "../parts/saveFile.ts";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { CallOff } from "./CallOff.tsx";
import { Decide } from "./Decide.tsx";
import { Decisions } from "./Decisions.tsx";
import { Hold } from "./Hold.tsx";
import { Lay } from "./Lay.tsx";
import { boardRefusal } from "./refusal.ts";
import { meetingQuery, withdraw, writeMinutes } from "./verbs.ts";

export function MeetingPage() {
  const say = useSay();
  const { id } = useParams({ from: "/inside/meetings/$id" });
  const { data, isError } = useQuery(meetingQuery(id));
  const may = useMe()?.permissions ?? [];
  const holds = may.includes("committees.hold");
  const can = (verb: string) => data?.legal.includes(verb) ?? false;
  return (
    <main className="paper committees">
      <div className="paper-head">
        <h1>
          {data
            ? say.t("console.committees.meeting_no", { n: data.meeting.no })
            : say.t("console.committees.meetings")}
        </h1>
        {data && <Badge hue="info">{say.word("meeting_state", data.meeting.state)}</Badge>}
      </div>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {data && (
        <>
          <Facts file={data} />
          <Agenda file={data} mayWithdraw={holds && can("withdraw")} />
          {can("lay") && may.includes("committees.lay") && <Lay id={id} holds={holds} />}
          {holds && can("hold") && <Hold file={data} />}
          {holds && can("call_off") && <CallOff id={id} />}
          <Present file={data} />
          <Decisions decisions={data.decisions} />
          {holds && can("decide") && <Decide file={data} />}
          {holds && can("minute") && <Minute id={id} />}
          {data.meeting.minuted_at && <Sheet file={data} />}
        </>
      )}
    </main>
  );
}

function Facts({ file: { meeting, committee } }: { file: MeetingFile }) {
  const say = useSay();
  const at = meeting.held_at ?? meeting.planned_at;
  return (
    <p className="row small service-facts">
      <Link to="/committees/$id" params={{ id: committee.id }}>
        {say.words(committee.name)}
      </Link>
      <span>
        {say.day(at)}, {say.clock(at)}
      </span>
      {meeting.venue && <span>{meeting.venue}</span>}
      {meeting.there !== null && (
        <span>{say.t("console.committees.there_n", { n: meeting.there })}</span>
      )}
      {meeting.reason && <span>{say.word("why_adjourned", meeting.reason)}</span>}
    </p>
  );
}

function Agenda({ file, mayWithdraw }: { file: MeetingFile; mayWithdraw: boolean }) {
  const say = useSay();
  return (
    <section aria-label={say.t("console.committees.agenda")}>
      <h2 className="group">
        <b>{say.t("console.committees.agenda")}</b>
      </h2>
      {file.items.length === 0 && (
        <p className="pad mute">{say.t("console.committees.no_items")}</p>
      )}
      <ol className="service-list">
        {file.items.map((item) => (
          <li key={item.id}>
            <Item item={item} />
            {mayWithdraw && <Withdraw id={file.meeting.id} item={item} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Item({ item }: { item: ItemRow }) {
  const say = useSay();
  if (item.kind === "decision")
    return (
      <p>{say.t("console.committees.earlier", { n: item.no, decision: item.decision_no ?? 0 })}</p>
    );
  if (item.kind === "matter")
    return (
      <p>
        <b>{say.n(item.no)}.</b> {item.words}
      </p>
    );
  return (
    <div className="service">
      <p className="row service-name">
        <b>{say.t("console.committees.child", { n: item.no })}</b>
        <Badge hue="info">{say.word("board_question", item.question)}</Badge>
      </p>
      <p className="row small service-facts">
        {item.said.map(({ part, name, value }) => (
          <span key={part}>
            {say.words(name)}: {say.n(say.words(value))}
          </span>
        ))}
      </p>
    </div>
  );
}

function Withdraw({ id, item }: { id: string; item: ItemRow }) {
  const say = useSay();
  const verb = useVerb(boardRefusal);
  const kept = useQueryClient();
  const press = async () => {
    if (await verb.run(() => withdraw(id, item.id)))
      await kept.invalidateQueries({ queryKey: ["meeting", id] });
  };
  return (
    <div className="service-end">
      <button
        type="button"
        className="btn quiet slim"
        aria-disabled={verb.busy}
        onClick={() => void press()}
      >
        {say.t("console.committees.withdraw")}
      </button>
      <Refused text={verb.refused} />
    </div>
  );
}

function Present({ file }: { file: MeetingFile }) {
  const say = useSay();
  if (file.present.length === 0) return null;
  return (
    <section aria-label={say.t("console.committees.present")}>
      <h2 className="group">
        <b>{say.t("console.committees.present")}</b>
      </h2>
      <ul className="service-list">
        {file.present.map((one) => (
          <li key={one.seat_id}>
            <span>{say.words(one.title)}</span>
            <Badge hue="none">{say.word("presence", one.how)}</Badge>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Minute({ id }: { id: string }) {
  const say = useSay();
  const verb = useVerb(boardRefusal);
  const kept = useQueryClient();
  const [note, setNote] = useState("");
  const press = async () => {
    if (await verb.run(() => writeMinutes(id, note.trim() || null)))
      await kept.invalidateQueries({ queryKey: ["meeting", id] });
  };
  return (
    <section className="pad" aria-label={say.t("console.committees.minutes")}>
      <h2 className="group">
        <b>{say.t("console.committees.minutes")}</b>
      </h2>
      <p className="small mute">{say.t("console.committees.minutes_note")}</p>
      <textarea
        className="field"
        aria-label={say.t("console.committees.remark")}
        placeholder={say.t("console.committees.remark")}
        value={note}
        maxLength={900}
        rows={2}
        onChange={(event) => setNote(event.target.value)}
      />
      <div className="row">
        <button
          type="button"
          className="btn primary slim"
          aria-disabled={verb.busy}
          onClick={() => void press()}
        >
          <Icon name="check" />
          {say.t("console.committees.write_minutes")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </section>
  );
}

function Sheet({ file: { meeting } }: { file: MeetingFile }) {
  const say = useSay();
  const [failed, setFailed] = useState(false);
  const save = async () => {
    const path = `/meetings/${meeting.id}/minutes.pdf`;
    setFailed(!(await saveFile(path, `minutes-${meeting.no}.pdf`).catch(() => false)));
  };
  return (
    <p className="row pad">
      <button type="button" className="btn slim" onClick={() => void save()}>
        <Icon name="out" />
        {say.t("console.committees.sheet")}
      </button>
      {failed && <span role="alert">{say.t("console.reports.no_file")}</span>}
    </p>
  );
}

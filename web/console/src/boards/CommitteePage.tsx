/** The dashboard of a committee: its seats, meetings, decisions, and how many cases its area has. */
import type { CommitteeFile, MeetingRow } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { AddSeat } from "./AddSeat.tsx";
import { ChangeCommittee } from "./ChangeCommittee.tsx";
import { Decisions } from "./Decisions.tsx";
import { Seats } from "./Seats.tsx";
import { committeeQuery, plan } from "./verbs.ts";

export function CommitteePage() {
  const say = useSay();
  const { id } = useParams({ from: "/inside/committees/$id" });
  const { data, isError } = useQuery(committeeQuery(id));
  const may = useMe()?.permissions ?? [];
  const holds = may.includes("committees.hold");
  const founds = may.includes("committees.found") && data?.committee.ended === false;
  return (
    <main className="paper committees">
      <div className="paper-head">
        <h1>{data ? say.words(data.committee.name) : say.t("console.committees.title")}</h1>
        {data && <Badge hue="info">{say.word("committee_body", data.committee.body)}</Badge>}
        {data?.committee.ended && <Badge hue="none">{say.t("console.committees.ended")}</Badge>}
      </div>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {data && (
        <>
          <Facts file={data} />
          <Seats seats={data.seats} founds={founds} />
          {founds && <AddSeat id={id} />}
          <Meetings meetings={data.meetings} />
          {holds && !data.committee.ended && <Plan id={id} />}
          <Decisions decisions={data.decisions} />
          {founds && <ChangeCommittee key={id} committee={data.committee} />}
        </>
      )}
    </main>
  );
}

function Facts({ file: { committee, cases } }: { file: CommitteeFile }) {
  const say = useSay();
  return (
    <p className="row small service-facts">
      <span>
        {committee.place ? say.words(committee.place.name) : say.t("console.committees.country")}
      </span>
      <span>
        {committee.quorum === null
          ? say.t("console.committees.no_quorum")
          : say.t("console.committees.quorum_n", { n: committee.quorum })}
      </span>
      {cases && (
        <span>
          {say.t("console.committees.cases_n", {
            open: cases.open,
            high: cases.high,
            unrated: cases.unrated,
            late: cases.late,
          })}
        </span>
      )}
    </p>
  );
}

function Meetings({ meetings }: { meetings: MeetingRow[] }) {
  const say = useSay();
  return (
    <section aria-label={say.t("console.committees.meetings")}>
      <h2 className="group">
        <b>{say.t("console.committees.meetings")}</b>
      </h2>
      {meetings.length === 0 && (
        <p className="pad mute">{say.t("console.committees.no_meetings")}</p>
      )}
      <ul className="service-list">
        {meetings.map((one) => (
          <li key={one.id}>
            <div className="service">
              <p className="row service-name">
                <Link to="/meetings/$id" params={{ id: one.id }}>
                  <b>{say.t("console.committees.meeting_no", { n: one.no })}</b>
                </Link>
                <span>{say.day(one.held_at ?? one.planned_at)}</span>
                <Badge hue={one.state === "planned" ? "info" : "none"}>
                  {say.word("meeting_state", one.state)}
                </Badge>
              </p>
              <p className="row small service-facts mute">
                <span>{say.t("console.committees.items_n", { n: one.items })}</span>
                <span>{say.t("console.committees.decided_n", { n: one.decisions })}</span>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Plan({ id }: { id: string }) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const navigate = useNavigate();
  const [at, setAt] = useState<string | null>("");
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!at) return;
    const planned = await verb.run(() => plan(id, { planned_at: `${at}:00+06:00` }));
    if (!planned) return;
    await kept.invalidateQueries({ queryKey: ["committee", id] });
    await navigate({ to: "/meetings/$id", params: { id: planned.meeting.id } });
  };
  return (
    <form className="book pad" onSubmit={(event) => void send(event)}>
      <DateField
        name={say.t("console.committees.planned_at")}
        of="moment"
        wide
        value={at ?? ""}
        onSay={setAt}
      />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !at}>
          <Icon name="check" />
          {say.t("console.committees.plan")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

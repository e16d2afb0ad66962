/** Boards, network committees and exchange meetings of a district, those with late decisions first. */
import type { CommitteeRow } from "@helpline/shared/types";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { Found } from "./Found.tsx";
import { committeesQuery } from "./verbs.ts";

export function CommitteesPage() {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const founds = may.includes("committees.found");
  const [place, setPlace] = useState<string | null>(null);
  const { data, isError } = useQuery({
    ...committeesQuery(place),
    placeholderData: keepPreviousData,
  });
  return (
    <main className="paper committees">
      <div className="paper-head">
        <h1>{say.t("console.committees.title")}</h1>
        {may.includes("decisions.see") && (
          <Link to="/committees/decisions" className="end">
            {say.t("console.owed.title")}
          </Link>
        )}
        {may.includes("committees.report") && (
          <Link to="/committees/report">{say.t("console.committee_report.title")}</Link>
        )}
      </div>
      <p className="small mute">{say.t("console.committees.note")}</p>
      <search className="book find">
        <PlaceField label={say.t("console.committees.district")} onPick={setPlace} />
      </search>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {data && (
        <section aria-label={say.t("console.committees.list")}>
          <h2 className="group">
            <b>{say.t("console.committees.list")}</b>
            <span className="mute" role="status">
              {say.t("console.committees.n", { n: data.items.length })}
            </span>
          </h2>
          <ul className="service-list">
            {data.items.map((row) => (
              <li key={row.id}>
                <Committee row={row} />
              </li>
            ))}
          </ul>
          {data.more && <p className="mute small">{say.t("console.committees.more")}</p>}
        </section>
      )}
      {founds && <Found />}
    </main>
  );
}

function Committee({ row }: { row: CommitteeRow }) {
  const say = useSay();
  return (
    <div className="service">
      <p className="row service-name">
        <Link to="/committees/$id" params={{ id: row.id }}>
          <b>{say.words(row.name)}</b>
        </Link>
        <Badge hue="info">{say.word("committee_body", row.body)}</Badge>
        {row.late_decisions > 0 && (
          <StateWord hue="overdue" icon="late">
            {say.t("console.committees.late_n", { n: row.late_decisions })}
          </StateWord>
        )}
      </p>
      <p className="row small service-facts">
        <span>{row.place ? say.words(row.place.name) : say.t("console.committees.country")}</span>
        <span>{say.t("console.committees.seats_n", { n: row.seats })}</span>
        <span>
          {row.next_meeting
            ? say.t("console.committees.next", { at: say.day(row.next_meeting.planned_at) })
            : say.t("console.committees.no_next")}
        </span>
        <span>{say.t("console.committees.open_n", { n: row.open_decisions })}</span>
      </p>
    </div>
  );
}

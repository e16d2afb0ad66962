/** The other tickets that reported this incident, each with what was written there; it changes none. */
import { incidentsReports } from "@helpline/shared/api";
import type { IncidentRow, LinkedReport } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../../live/useNow.ts";
import { useSay } from "../../say/useSay.ts";
import { Answers } from "../Answers.tsx";
import { Timeline } from "./Timeline.tsx";

export function Reports({ incident }: { incident: IncidentRow }) {
  const say = useSay();
  const now = useNow();
  const [opened, setOpened] = useState(false);
  // Opening them is recorded, so they are asked for only when somebody wants to read one.
  const { data } = useQuery({
    queryKey: ["reports", incident.id, incident.reports.length],
    enabled: opened,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => incidentsReports({ path: { incident_id: incident.id }, signal }),
  });
  if (incident.reports.length === 0) return null;
  return (
    <div className="blk">
      <h2>
        {say.t("console.link.reports")}
        <b className="end num">{say.n(incident.reports.length)}</b>
      </h2>
      {incident.reports.map((report) => (
        <details key={report.id} onToggle={(event) => event.currentTarget.open && setOpened(true)}>
          <summary>
            <b className="num">{say.n(report.number)}</b> · {say.word("channel", report.channel)} ·{" "}
            <span className="num mute">{say.dayOrClock(report.at, now)}</span>
          </summary>
          <Told report={data?.items.find(({ id }) => id === report.id)} />
        </details>
      ))}
    </div>
  );
}

function Told({ report }: { report: LinkedReport | undefined }) {
  const say = useSay();
  if (!report) return <p className="small mute">{say.t("console.incident.opening")}</p>;
  return (
    <>
      <Answers
        place={report.place}
        categories={report.categories}
        title={say.t("console.link.answers")}
        none={say.t("console.link.nothing")}
        written={(field) => report.intake[field]?.value}
      />
      <Timeline rows={report.timeline} dispatches={[]} />
    </>
  );
}

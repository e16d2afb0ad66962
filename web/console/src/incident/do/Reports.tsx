/** The other tickets that reported this incident, each with what was written there; it changes none. */
import { incidentsReports } from "@helpline/shared/api";
import type { IncidentRow, LinkedReport } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../../live/useNow.ts";
import { useSay } from "../../say/useSay.ts";
import { useLabels } from "../useCategories.ts";
import { CHOICES, SECTIONS } from "../what/sections.ts";
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

const CHOSEN: Record<string, readonly string[]> = CHOICES;
const FIELDS = [...SECTIONS.flatMap(({ fields }) => fields), "call_note" as const];

function Told({ report }: { report: LinkedReport | undefined }) {
  const say = useSay();
  const labelOf = useLabels();
  if (!report) return <p className="small mute">{say.t("console.incident.opening")}</p>;
  const place = report.place ? say.words(report.place.name) : "";
  const about = [report.categories.map(labelOf).join(", "), place].filter(Boolean).join(" · ");
  const answers = FIELDS.flatMap((field) => {
    const value = report.intake[field]?.value;
    return value && value.length > 0 ? [{ field, text: said(field, value) }] : [];
  });
  return (
    <>
      {about && <p>{about}</p>}
      <h3 className="small mute">{say.t("console.link.answers")}</h3>
      {answers.length === 0 && <p className="small">{say.t("console.link.nothing")}</p>}
      <dl className="small told">
        {answers.map(({ field, text }) => (
          <div key={field}>
            <dt className="mute">{nameOf(field)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Timeline rows={report.timeline} dispatches={[]} />
    </>
  );

  function nameOf(field: string): string {
    if (field === "safe_to_talk") return say.t("console.q.safe_to_talk");
    return field === "call_note" ? say.t("console.who.note") : say.t(`console.f.${field}`);
  }

  function said(field: string, value: string | string[]): string {
    const one = (each: string) => (CHOSEN[field]?.includes(each) ? say.word(field, each) : each);
    return Array.isArray(value) ? value.map(one).join(", ") : one(value);
  }
}

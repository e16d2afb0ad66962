/** What committees met on, decided, did and did late, by district and for the country; what nobody knows has no figure. */
import type { CommitteeReport } from "@helpline/shared/types";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Options } from "../children/Options.tsx";
import { DateField } from "../dates/DateField.tsx";
import { useNow } from "../live/useNow.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { dayOf } from "../sessions/slots.ts";
import { type Asked, FIGURES, lines, reportQuery } from "./owed.ts";
import { BODIES } from "./verbs.ts";

type Line = CommitteeReport["districts"][number];

export function ReportPage() {
  const say = useSay();
  const today = dayOf(useNow());
  const [asked, setAsked] = useState<Asked>(() => ({
    first: `${today.slice(0, 4)}-01-01`,
    last: today,
    body: "",
  }));
  const { data, isError } = useQuery({ ...reportQuery(asked), placeholderData: keepPreviousData });
  return (
    <main className="paper committees">
      <div className="paper-head">
        <h1>{say.t("console.committee_report.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.committee_report.note")}</p>
      <search className="book find">
        <DateField
          name={say.t("console.committee_report.first")}
          value={asked.first}
          max={asked.last}
          onSay={(first) => first && setAsked((before) => ({ ...before, first }))}
        />
        <DateField
          name={say.t("console.committee_report.last")}
          value={asked.last}
          min={asked.first}
          onSay={(last) => last && setAsked((before) => ({ ...before, last }))}
        />
        <Labelled name={say.t("console.committees.body")}>
          <Options
            value={asked.body}
            codes={BODIES}
            family="committee_body"
            none={say.t("console.committee_report.every_kind")}
            onPick={(body) => setAsked({ ...asked, body })}
          />
        </Labelled>
      </search>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {data && <Table report={data} />}
    </main>
  );
}

function Table({ report }: { report: CommitteeReport }) {
  const say = useSay();
  const { known, unknown } = lines(report);
  const title = say.t("console.committee_report.by_district");
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className="report-sheet" aria-label={title} tabIndex={0}>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{say.t("console.committees.district")}</th>
              {FIGURES.map((name) => (
                <th key={name} scope="col" className="number">
                  {say.word("committee_figure", name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {known.map((row) => (
              <Row
                key={row.district ?? "national"}
                name={row.name ? say.words(row.name) : say.word("committee_level", "national")}
                row={row}
              />
            ))}
            <Row name={say.t("console.committee_report.in_all")} row={report.country} total />
          </tbody>
        </table>
      </section>
      {unknown.length > 0 && <Unknown rows={unknown} />}
    </>
  );
}

type RowProps = { name: string; row: CommitteeReport["country"] | Line; total?: boolean };

function Row({ name, row, total = false }: RowProps) {
  const say = useSay();
  return (
    <tr className={total ? "report-total" : undefined}>
      <th scope="row">{name}</th>
      {FIGURES.map((figure) => {
        const value = row[figure];
        return (
          <td key={figure} className="number">
            {value === null ? say.t("console.forecast.unknown") : say.n(value)}
          </td>
        );
      })}
    </tr>
  );
}

/** Named one by one: that nobody told us of a committee is not that nothing was done there. */
function Unknown({ rows }: { rows: Line[] }) {
  const say = useSay();
  const title = say.t("console.committee_report.unknown_n", { n: rows.length });
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
      </h2>
      <p className="pad small mute">
        {rows.map(({ name }) => (name ? say.words(name) : "")).join(" · ")}
      </p>
    </section>
  );
}

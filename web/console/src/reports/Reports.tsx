/** Reports of what was published: choose one and its period, read it, take it as a file; it adds nothing up. */
import { reportsOffers, reportsReport } from "@helpline/shared/api";
import type { ReportOffer } from "@helpline/shared/types";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { saveFile } from "../parts/saveFile.ts";
import { useSay } from "../say/useSay.ts";
import { Remarks, ReportTable } from "./ReportTable.tsx";

const FORMATS = ["pdf", "xlsx", "csv"] as const;

export function Reports() {
  const say = useSay();
  const [chosen, setChosen] = useState<{ name?: string; period?: string }>({});
  const { data: offers, isError } = useQuery({
    queryKey: ["reports"],
    queryFn: ({ signal }) => reportsOffers({ signal }).then(({ items }) => items),
  });
  const offer = offers?.find((one) => one.name === chosen.name) ?? offers?.[0];
  const periods = offer?.periods.map((one) => one.period) ?? [];
  const period = periods.find((one) => one === chosen.period) ?? periods[0];
  return (
    <main className="paper reports">
      <div className="paper-head">
        <h1>{say.t("console.reports.title")}</h1>
      </div>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {offers && offer && (
        <div className="report-choice">
          <Labelled name={say.t("console.reports.which")} wide>
            <select
              className="field"
              value={offer.name}
              onChange={(event) => setChosen({ name: event.target.value })}
            >
              {offers.map((one) => (
                <option key={one.name} value={one.name}>
                  {say.n(say.words(one.title))}
                </option>
              ))}
            </select>
          </Labelled>
          {period && (
            <Periods
              offer={offer}
              period={period}
              onPick={(each) => setChosen({ name: offer.name, period: each })}
            />
          )}
        </div>
      )}
      {offer && !period && <p className="notice">{say.t("console.reports.none")}</p>}
      {offer && period && <Shown name={offer.name} period={period} />}
    </main>
  );
}

type PeriodsProps = { offer: ReportOffer; period: string; onPick: (period: string) => void };

function Periods({ offer, period, onPick }: PeriodsProps) {
  const say = useSay();
  return (
    <Labelled name={say.t("console.reports.period")}>
      <select className="field" value={period} onChange={(event) => onPick(event.target.value)}>
        {offer.periods.map((each) => (
          <option key={each.period} value={each.period}>
            {say.n(say.words(each.said))}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

function Shown({ name, period }: { name: string; period: string }) {
  const say = useSay();
  const { data, isError } = useQuery({
    queryKey: ["report", name, period],
    queryFn: ({ signal }) => reportsReport({ path: { name }, query: { period }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Files name={name} period={period} />
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {data && (
        <>
          {data.wrong && (
            <p role="alert" className="notice st overdue">
              {say.t("console.reports.wrong")}
            </p>
          )}
          <ReportTable report={data} />
          <Remarks report={data} />
        </>
      )}
    </>
  );
}

/** A file is drawn on the server when it is asked for; that may take some seconds. */
function Files({ name, period }: { name: string; period: string }) {
  const say = useSay();
  const [drawing, setDrawing] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const save = async (format: string) => {
    if (drawing) return;
    setDrawing(format);
    const path = `/reports/${name}?period=${encodeURIComponent(period)}&format=${format}`;
    setFailed(!(await saveFile(path, `${name}-${period}.${format}`).catch(() => false)));
    setDrawing(null);
  };
  return (
    <fieldset className="row report-files" aria-label={say.t("console.reports.files")}>
      {FORMATS.map((format) => (
        <button
          key={format}
          type="button"
          className="btn slim"
          aria-disabled={drawing !== null}
          onClick={() => void save(format)}
        >
          <Icon name="out" />
          {say.t(drawing === format ? "console.reports.drawing" : `console.reports.${format}`)}
        </button>
      ))}
      {failed && (
        <p role="alert" className="notice st overdue">
          {say.t("console.reports.no_file")}
        </p>
      )}
    </fieldset>
  );
}

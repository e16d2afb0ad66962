/** Takes a table of the directory in: tried first, with what is wrong cell by cell; then all of it or nothing. */
import { directoryImportTable } from "@helpline/shared/api";
import type { ImportReport } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { FilePick } from "../parts/FilePick.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { Export } from "./Export.tsx";

type Kind = ImportReport["kind"];
type Chosen = { name: string; csv: string };
const KINDS: readonly Kind[] = [
  "organisations",
  "workers",
  "posts",
  "centres",
  "coverage",
  "contacts",
  "holidays",
  "mahallas",
];
/** Leaves room for the rest of a request of 256 KiB, in which each quote and line end is two letters. */
const LARGEST_BYTES = 200_000;

export function Import() {
  const say = useSay();
  const [kind, setKind] = useState<Kind>("workers");
  return (
    <main className="paper directory">
      <div className="file-head">
        <Link to="/directory" className="small quiet-link">
          {say.t("console.directory.back")}
        </Link>
        <h1>{say.t("console.import.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.import.note")}</p>
      <div className="book">
        <Labelled name={say.t("console.import.kind")} wide>
          <select
            className="field"
            value={kind}
            onChange={(event) => setKind(event.target.value as Kind)}
          >
            {KINDS.map((code) => (
              <option key={code} value={code}>
                {say.t(`console.import.kind_${code}`)}
              </option>
            ))}
          </select>
        </Labelled>
        <Export kind={kind} />
      </div>
      <OneFile key={kind} kind={kind} />
    </main>
  );
}

/** A file of one kind: chosen, tried, taken in; another kind begins anew. */
function OneFile({ kind }: { kind: Kind }) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [unfit, setUnfit] = useState<string | null>(null);
  const [report, setReport] = useState<ImportReport | null>(null);
  const send = async (csv: string, dry_run: boolean) => {
    const told = await verb.run(() => directoryImportTable({ body: { kind, csv, dry_run } }));
    setReport(told);
    if (told?.applied) await kept.invalidateQueries();
  };
  const choose = async (file: File | null) => {
    verb.clear();
    setReport(null);
    setUnfit(null);
    setChosen(null);
    if (!file) return;
    if (file.size > LARGEST_BYTES) return setUnfit("console.import.too_big");
    const csv = await textOf(file);
    if (csv === null) return setUnfit("console.import.no_text");
    setChosen({ name: file.name, csv });
    await send(csv, true);
  };
  const fits = chosen && report && report.bad === 0 && !report.applied;
  return (
    <>
      <div className="book">
        <FilePick
          label={say.t("console.import.file")}
          accept=".csv,text/csv"
          chosen={chosen?.name ?? null}
          onFile={(file) => void choose(file)}
        />
      </div>
      {unfit && (
        <p role="alert" className="notice st overdue">
          {say.t(unfit)}
        </p>
      )}
      <Refused text={verb.refused} />
      {verb.busy && <p role="status">{say.t("console.import.reading")}</p>}
      {report && <Report report={report} />}
      {fits && report.rows > 0 && (
        <p>
          <button
            type="button"
            className="btn primary"
            aria-disabled={verb.busy}
            onClick={() => void send(chosen.csv, false)}
          >
            <Icon name="check" />
            {say.t("console.import.take_in", { n: report.rows })}
          </button>
        </p>
      )}
    </>
  );
}

/** The text of a file; null when its bytes are not UTF-8. */
async function textOf(file: File): Promise<string | null> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return null;
  }
}

function Report({ report }: { report: ImportReport }) {
  const say = useSay();
  const { rows, bad, problems, applied } = report;
  const about = { n: rows, fresh: report.new, known: rows - report.new };
  const word = applied ? "applied" : bad ? "bad" : "fits";
  return (
    <section aria-label={say.t("console.import.report")}>
      <p role="status" className={`notice st ${bad ? "overdue" : applied ? "safe" : "info"}`}>
        {say.t(`console.import.${word}`, bad ? { n: bad, rows } : about)}
      </p>
      {problems.length > 0 && (
        <div className="targets">
          <table>
            <thead>
              <tr>
                {["row", "column", "value", "wrong"].map((name) => (
                  <th key={name} scope="col">
                    {say.t(`console.import.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {problems.map((one) => (
                <tr key={`${one.row} ${one.column} ${one.code}`}>
                  <td className="num">{say.n(one.row)}</td>
                  <td lang="en">{one.column}</td>
                  <td>{one.value}</td>
                  <td>{say.words(one.said)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {bad > problems.length && (
        <p className="small mute">{say.t("console.import.more", { n: problems.length })}</p>
      )}
    </section>
  );
}

/** A report as a table: numbers in the reader's digits, what is lost as lost, whether each line adds up. */
import type { ReportCell, ReportCheck, ReportDocument, ReportRow } from "@helpline/shared/types";
import { StateWord } from "../parts/status.tsx";
import type { Say } from "../say/useSay.ts";
import { useSay } from "../say/useSay.ts";
import { HOW, inWords, span } from "./cells.ts";

export function ReportTable({ report }: { report: ReportDocument }) {
  const say = useSay();
  const checks = new Map(
    report.checks.filter((one) => one.of === "row").map((one) => [one.code, one]),
  );
  const title = say.n(say.words(report.title));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className="report-sheet" aria-label={title} tabIndex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            {report.columns.map((column) => (
              <th key={column.code} scope="col" className={column.kind}>
                {say.words(column.label)}
              </th>
            ))}
            {checks.size > 0 && <th scope="col">{say.t("console.reports.check")}</th>}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a printed table keeps its order.
            <Row key={at} row={row} report={report} check={checks.get(row.code)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = { row: ReportRow; report: ReportDocument; check: ReportCheck | undefined };

function Row({ row, report, check }: RowProps) {
  const say = useSay();
  const [name, ...cells] = row.cells;
  return (
    <tr className={row.total ? "report-total" : undefined}>
      <th scope="row">{name ? inWords(name, report, say) : ""}</th>
      {cells.map((cell, at) => {
        const column = report.columns[at + 1];
        return (
          <td key={column?.code} className={column?.kind}>
            {column?.code === "source" ? say.words(cell.said) : <Cell {...{ cell, report, say }} />}
          </td>
        );
      })}
      {check && (
        <td>
          <Verdict check={check} />
        </td>
      )}
    </tr>
  );
}

function Cell({ cell, report, say }: { cell: ReportCell; report: ReportDocument; say: Say }) {
  const could = span(cell);
  return (
    <>
      {inWords(cell, report, say)}
      {could && (
        <span className="small mute report-span">{say.t("console.reports.between", could)}</span>
      )}
    </>
  );
}

function Verdict({ check }: { check: ReportCheck }) {
  const say = useSay();
  const { hue, icon } = HOW[check.verdict];
  return (
    <StateWord hue={hue} icon={icon}>
      {say.words(check.said)}
    </StateWord>
  );
}

/** What stands below a table: checks of columns and documents, signs, notes, sources. */
export function Remarks({ report }: { report: ReportDocument }) {
  const say = useSay();
  const checks = report.checks.filter((one) => one.of !== "row");
  return (
    <section className="report-remarks small" aria-label={say.t("console.reports.remarks")}>
      {checks.length > 0 && (
        <ul>
          {checks.map((one) => (
            <li key={`${one.of} ${one.code} ${one.line.en}`}>
              {say.words(one.line)}: <Verdict check={one} />
            </li>
          ))}
        </ul>
      )}
      {report.legend.length > 0 && (
        <dl>
          {report.legend.map((one) => (
            <div key={one.mark} className="row">
              <dt>{one.sign}</dt>
              <dd>{say.words(one.said)}</dd>
            </div>
          ))}
        </dl>
      )}
      {report.notes.map((one) => (
        <p key={one.en}>{say.n(say.words(one))}</p>
      ))}
      {report.sources.map((one) => (
        <p key={one.en} className="mute report-source">
          {say.t("console.reports.source")}: {say.words(one)}
        </p>
      ))}
    </section>
  );
}

/** The totals by district and group; children of no known district stand in a line of their own, and in no sum. */
import type { CashMargin, CashTotals } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Refused } from "../parts/Refused.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { taka } from "./money.ts";
import { schemesQuery, totalsQuery } from "./verbs.ts";

type Counts = CashMargin["known"];
const COLUMNS = ["enrolled", "completed", "committed", "paid", "grievances"] as const;

export function Totals() {
  const say = useSay();
  const { data, error } = useQuery(totalsQuery);
  const schemes = useQuery(schemesQuery);
  const groups = new Map(
    (schemes.data?.items ?? []).flatMap(({ groups: of }) =>
      of.map(({ code, name }) => [code, name] as const),
    ),
  );
  const nameOf = (code: string) => say.words(groups.get(code)) || code;
  return (
    <>
      <p className="small mute">{say.t("console.cash.totals_note")}</p>
      <Refused text={error && problemText(error, say)} />
      {data && data.cells.length === 0 && (
        <p className="pad mute" role="status">
          {say.t("console.cash.none")}
        </p>
      )}
      {data?.groups.map((margin) => (
        <section key={margin.group} aria-label={nameOf(margin.group)}>
          <h2 className="group">
            <b>{nameOf(margin.group)}</b>
          </h2>
          <div className="services-wide">
            <Table totals={data} margin={margin} name={nameOf(margin.group)} />
          </div>
        </section>
      ))}
    </>
  );
}

type TableProps = { totals: CashTotals; margin: CashMargin; name: string };

function Table({ totals, margin, name }: TableProps) {
  const say = useSay();
  const cells = totals.cells.filter(({ group }) => group === margin.group);
  return (
    <table>
      <caption className="sr-only">{name}</caption>
      <thead>
        <tr>
          <th scope="col">{say.t("console.cash.district")}</th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className="num">
              {say.t(`console.cash.column_${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {cells
          .filter(({ district }) => district)
          .map((cell) => (
            <Line key={cell.district?.code} name={say.words(cell.district?.name)} counts={cell} />
          ))}
        <Line name={say.t("console.cash.of_known_districts")} counts={margin.known} sum />
        {margin.unknown && (
          <Line name={say.t("console.cash.of_no_district")} counts={margin.unknown} />
        )}
      </tbody>
    </table>
  );
}

function Line({ name, counts, sum }: { name: string; counts: Counts; sum?: boolean }) {
  const say = useSay();
  return (
    <tr className={sum ? "sum" : undefined}>
      <th scope="row">{name}</th>
      {COLUMNS.map((column) => (
        <td key={column} className="num">
          {figureOf(column, counts, say)}
        </td>
      ))}
    </tr>
  );
}

function figureOf(column: (typeof COLUMNS)[number], counts: Counts, say: Say): string {
  if (column === "committed" || column === "paid") return taka(counts.poisha[column] ?? 0, say);
  if (column === "grievances") {
    const { open = 0, answered = 0 } = counts.grievances;
    return say.n(open + answered);
  }
  return say.n(counts.children[column] ?? 0);
}

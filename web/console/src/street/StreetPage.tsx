/** The sites for street children: how many are counted and named, who was there last, figures of a period; no name of a child. */
import type { FiguresRow, PeriodFigures, SiteRow } from "@helpline/shared/types";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../live/useNow.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { NameSite } from "./NameSite.tsx";
import { figuresQuery, networkQuery, noon } from "./verbs.ts";
import { Waits } from "./Waits.tsx";

const DAYS = [7, 30, 90, 365] as const;
const DAY_MS = 86_400_000;
const DHAKA_MS = 6 * 3_600_000;

export function StreetPage() {
  const say = useSay();
  const kept = useQueryClient();
  const may = useMe()?.permissions ?? [];
  const { data, isError } = useQuery(networkQuery);
  const again = () => void kept.invalidateQueries({ queryKey: ["street"] });
  return (
    <main className="paper street">
      <div className="paper-head">
        <h1>{say.t("console.street.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.street.note")}</p>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {data && may.includes("street.answer") && <Waits rows={data.sites} onDone={again} />}
      <Period />
      {data && (
        <>
          <section aria-label={say.t("console.street.kinds")}>
            <h2 className="group">
              <b>{say.t("console.street.kinds")}</b>
            </h2>
            <table className="street-table">
              <thead>
                <tr>
                  <th scope="col">{say.t("console.street.kind")}</th>
                  <th scope="col">{say.t("console.street.counted")}</th>
                  <th scope="col">{say.t("console.street.named")}</th>
                  <th scope="col">{say.t("console.street.unnamed")}</th>
                </tr>
              </thead>
              <tbody>
                {data.kinds.map((row) => (
                  <tr key={row.kind}>
                    <th scope="row">{say.word("centre_kind", row.kind)}</th>
                    <td className="num">{say.n(row.counted)}</td>
                    <td className="num">{say.n(row.named)}</td>
                    <td className="num">{say.n(row.unnamed)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <Sites rows={data.sites} />
        </>
      )}
      {may.includes("street.name") && <NameSite onDone={again} />}
    </main>
  );
}

function Sites({ rows }: { rows: SiteRow[] }) {
  const say = useSay();
  return (
    <section aria-label={say.t("console.street.sites")}>
      <h2 className="group">
        <b>{say.t("console.street.sites")}</b>
        <span className="num">{say.n(rows.length)}</span>
      </h2>
      {rows.length === 0 && <p className="pad mute">{say.t("console.street.none")}</p>}
      <ul className="service-list">
        {rows.map((row) => (
          <li key={row.id}>
            <div className="service">
              <b>{say.words(row.name)}</b>{" "}
              <span className="small mute num" lang="en">
                {row.code}
              </span>
              <p className="small mute">
                {say.word("centre_kind", row.kind)}
                {row.sleeps &&
                  ` · ${
                    row.capacity === null
                      ? say.t("console.street.capacity_unknown")
                      : say.t("console.street.capacity", { n: row.capacity })
                  }`}
              </p>
            </div>
            <p className="small num">
              {row.last
                ? say.t("console.street.last", {
                    day: say.day(noon(row.last.day)),
                    children: range(row.last.least, row.last.most, say.n),
                  })
                : say.t("console.street.no_roll")}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** So many at the least, and at the most where that is more. */
function range(least: number, most: number, n: (value: number) => string): string {
  return least === most ? n(least) : `${n(least)}–${n(most)}`;
}

function Period() {
  const say = useSay();
  const now = useNow();
  const [days, setDays] = useState<(typeof DAYS)[number]>(30);
  const day = (back: number) => new Date(now + DHAKA_MS - back * DAY_MS).toISOString().slice(0, 10);
  const { data } = useQuery({
    ...figuresQuery(day(days - 1), day(0)),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-label={say.t("console.street.figures")}>
      <h2 className="group">
        <b>{say.t("console.street.figures")}</b>
      </h2>
      <div className="book find">
        <Labelled name={say.t("console.street.period")}>
          <select
            className="field"
            value={days}
            onChange={({ target }) => setDays(Number(target.value) as (typeof DAYS)[number])}
          >
            {DAYS.map((n) => (
              <option key={n} value={n}>
                {say.t("console.street.days", { n })}
              </option>
            ))}
          </select>
        </Labelled>
      </div>
      {data && <Figures found={data} />}
      <p className="small mute pad">{say.t("console.street.never_added")}</p>
    </section>
  );
}

function Figures({ found }: { found: PeriodFigures }) {
  const say = useSay();
  const line = (name: string, row: FiguresRow) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      <td className="num">{say.n(row.named)}</td>
      <td className="num">{range(row.children_least, row.children_most, say.n)}</td>
      <td className="num">{range(row.visits_least, row.visits_most, say.n)}</td>
    </tr>
  );
  return (
    <table className="street-table">
      <thead>
        <tr>
          <th scope="col">{say.t("console.street.kind")}</th>
          <th scope="col">{say.t("console.street.known_children")}</th>
          <th scope="col">{say.t("console.street.children")}</th>
          <th scope="col">{say.t("console.street.visits")}</th>
        </tr>
      </thead>
      <tbody>
        {found.kinds.map((row) => line(say.word("centre_kind", row.kind), row))}
        {line(say.t("console.street.together"), found.all)}
      </tbody>
    </table>
  );
}

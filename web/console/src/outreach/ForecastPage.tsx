/** Calls to be expected hour by hour, each with why; what nobody knows has no number. */
import type { ForecastHour, LoadForecast } from "@helpline/shared/types";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { forecastQuery } from "./verbs.ts";

export function ForecastPage() {
  const say = useSay();
  const sees = useMe()?.permissions.includes("outreach.see") ?? false;
  const [place, setPlace] = useState<string | null>(null);
  const { data, isError } = useQuery({
    ...forecastQuery(place),
    placeholderData: keepPreviousData,
  });
  return (
    <main className="paper forecast">
      <div className="paper-head">
        <h1>{say.t("console.forecast.title")}</h1>
        {sees && (
          <Link to="/outreach" className="end">
            {say.t("console.outreach.title")}
          </Link>
        )}
      </div>
      <search className="book find">
        <PlaceField label={say.t("console.committees.place")} onPick={setPlace} />
      </search>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {data && (
        <>
          {daysOf(data.hours).map(([day, hours]) => (
            <Day key={day} hours={hours} />
          ))}
          <div className="small mute pad">
            {data.assumed.map((one) => (
              <p key={one.en}>{say.words(one)}</p>
            ))}
          </div>
          <Events forecast={data} />
        </>
      )}
    </main>
  );
}

/** Hours come with the offset of Dhaka, so the first ten signs are the day there. */
function daysOf(hours: ForecastHour[]): [string, ForecastHour[]][] {
  const found = new Map<string, ForecastHour[]>();
  for (const one of hours) {
    const day = one.at.slice(0, 10);
    found.set(day, [...(found.get(day) ?? []), one]);
  }
  return [...found];
}

function Day({ hours }: { hours: ForecastHour[] }) {
  const say = useSay();
  const [first] = hours;
  if (!first) return null;
  const title = say.shortDay(first.at);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className="report-sheet" aria-label={title} tabIndex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{say.t("console.forecast.hour")}</th>
            <th scope="col" className="number">
              {say.t("console.forecast.calls")}
            </th>
            <th scope="col" className="number">
              {say.t("console.forecast.seats")}
            </th>
            <th scope="col">{say.t("console.forecast.why")}</th>
          </tr>
        </thead>
        <tbody>
          {hours.map((one) => (
            <Hour key={one.at} hour={one} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Hour({ hour }: { hour: ForecastHour }) {
  const say = useSay();
  return (
    <tr>
      <th scope="row">{say.clock(hour.at)}</th>
      <td className="number">
        {hour.calls === null ? say.t("console.forecast.unknown") : say.n(hour.calls)}
      </td>
      <td className="number">{hour.seats === null ? "" : say.n(hour.seats)}</td>
      <td className="small">
        {hour.more > 0 && <Badge hue="info">{say.t("console.forecast.more")}</Badge>}{" "}
        {hour.why.map((one) => say.words(one)).join(" · ")}
      </td>
    </tr>
  );
}

function Events({ forecast }: { forecast: LoadForecast }) {
  const say = useSay();
  return (
    <section aria-label={say.t("console.forecast.events")}>
      <h2 className="group">
        <b>{say.t("console.forecast.events")}</b>
      </h2>
      {forecast.events.length === 0 && (
        <p className="pad mute">{say.t("console.forecast.no_events")}</p>
      )}
      <ul className="service-list">
        {forecast.events.map((one) => (
          <li key={one.id}>
            <div className="service">
              <p className="row service-name">
                <b>{say.words(one.name)}</b>
                <Badge hue="info">{say.word("outreach_kind", one.kind)}</Badge>
              </p>
              <p className="row small service-facts">
                <span>
                  {say.day(one.starts_at)}, {say.clock(one.starts_at)}
                </span>
                <span>
                  {one.place ? say.words(one.place.name) : say.t("console.committees.country")}
                </span>
                <span>{howMany(one.reached, one.expected, say)}</span>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function howMany(
  reached: number | null,
  expected: number | null,
  say: ReturnType<typeof useSay>,
): string {
  if (reached !== null) return say.t("console.forecast.reached_n", { n: reached });
  if (expected !== null) return say.t("console.forecast.expected_n", { n: expected });
  return say.t("console.forecast.reach_unknown");
}

/** The log of awareness and recreation: what has no result yet, what is to come, what was held and whom it reached. */
import type { LoggedOutreach } from "@helpline/shared/types";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { FollowBoard } from "../live/FollowBoard.tsx";
import { useNow } from "../live/useNow.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { sorted } from "./counts.ts";
import { EnterEvent } from "./EnterEvent.tsx";
import { EventLine } from "./EventLine.tsx";
import { DAYS_AHEAD, eventsQuery } from "./verbs.ts";

const BACK = [30, 90, 365] as const;

export function OutreachPage() {
  const say = useSay();
  const now = useNow();
  const may = useMe()?.permissions ?? [];
  const keeps = may.includes("outreach.keep");
  const [place, setPlace] = useState<string | null>(null);
  const [back, setBack] = useState<number>(BACK[0]);
  const kept = { placeholderData: keepPreviousData };
  const coming = useQuery({ ...eventsQuery(now, 0, DAYS_AHEAD, place), ...kept });
  const before = useQuery({ ...eventsQuery(now, -back, 1, place), ...kept });
  const rows = [...(before.data?.items ?? []), ...(coming.data?.items ?? [])];
  const { over, next, log } = sorted(rows, now);
  const full = [coming, before].some(({ data }) => data?.more);
  return (
    <main className="paper outreach">
      <FollowBoard of="outreach" anew={["outreach"]} />
      <div className="paper-head">
        <h1>{say.t("console.outreach.title")}</h1>
        {may.includes("forecast.see") && (
          <Link to="/forecast" className="end">
            {say.t("console.forecast.title")}
          </Link>
        )}
      </div>
      <p className="small mute">{say.t("console.outreach.intro")}</p>
      <search className="book find">
        <PlaceField label={say.t("console.committees.place")} onPick={setPlace} />
        <Labelled name={say.t("console.outreach.back")}>
          <select
            className="field"
            value={back}
            onChange={({ target }) => setBack(Number(target.value))}
          >
            {BACK.map((days) => (
              <option key={days} value={days}>
                {say.t("console.outreach.days", { n: days })}
              </option>
            ))}
          </select>
        </Labelled>
      </search>
      {(coming.isError || before.isError) && (
        <p className="notice st overdue">{say.t("problem.no_answer")}</p>
      )}
      {full && <p className="notice st info">{say.t("console.outreach.too_many")}</p>}
      {over.length > 0 && <Events title="over" rows={over} />}
      {coming.data && <Events title="next" rows={next} />}
      {before.data && <Events title="log" rows={log} />}
      {keeps && <EnterEvent />}
    </main>
  );
}

type Props = { title: "over" | "next" | "log"; rows: LoggedOutreach[] };

function Events({ title, rows }: Props) {
  const say = useSay();
  const text = say.t(`console.outreach.${title}`);
  return (
    <section aria-label={text}>
      <h2 className="group">
        <b>{text}</b>
        <span className="end num">{say.n(rows.length)}</span>
      </h2>
      {rows.length === 0 && <p className="pad mute">{say.t(`console.outreach.none_${title}`)}</p>}
      <ul className="service-list">
        {rows.map((row) => (
          <li key={row.id}>
            <EventLine row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

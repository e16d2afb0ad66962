/** A counsellor's own sessions: all by day on a screen of their own, the next ones on the desk. */
import type { SessionRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useChannel } from "../live/useChannel.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { SessionLine } from "./SessionLine.tsx";
import { byDay, dayOf, inOrder, momentOf, standing } from "./slots.ts";

const ON_THE_DESK = 3;

function useSessions(): { ready: boolean; rows: SessionRow[] } {
  const { ready, rows } = useChannel("me");
  return { ready, rows: [...rows<SessionRow>("sessions").values()] };
}

export function MySessions() {
  const say = useSay();
  const now = useNow();
  const { ready, rows } = useSessions();
  const due = rows.filter((row) => standing(row, now) === "due").length;
  return (
    <main className="paper">
      <div className="paper-head">
        <h1>{say.t("console.sessions.mine")}</h1>
        {due > 0 && (
          <StateWord hue="overdue" icon="late">
            {say.t("console.sessions.n_due", { n: due })}
          </StateWord>
        )}
        <Link to="/" className="btn quiet slim end">
          {say.t("console.nav.desk")}
        </Link>
      </div>
      {ready && rows.length === 0 && <p className="mute">{say.t("console.sessions.none")}</p>}
      {byDay(rows).map(([day, ofDay]) => (
        <section key={day} aria-label={say.day(momentOf(day, "12:00"))}>
          <h2 className="group">
            <b>{say.day(momentOf(day, "12:00"))}</b>
            {day === dayOf(now) && <span className="mute">{say.t("console.sessions.today")}</span>}
            <span className="num end">{say.n(ofDay.length)}</span>
          </h2>
          <ul className="session-list">
            {ofDay.map((row) => (
              <SessionLine key={row.id} row={row} mayEnd dayIsSaid>
                <Ticket row={row} />
              </SessionLine>
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}

/** What begins today or has begun; absent without a session, for only a few counsellors hold any. */
export function NextSessions() {
  const say = useSay();
  const now = useNow();
  const { rows } = useSessions();
  const soon = inOrder(rows).filter((row) => standing(row, now) !== "ahead");
  if (rows.length === 0) return null;
  return (
    <section className="next-sessions" aria-label={say.t("console.sessions.mine")}>
      <h2 className="group">
        <b>{say.t("console.sessions.mine")}</b>
        <span className="num">{say.n(rows.length)}</span>
        <Link to="/sessions" className="end">
          {say.t("console.sessions.all")}
        </Link>
      </h2>
      <ul className="session-list">
        {soon.slice(0, ON_THE_DESK).map((row) => (
          <SessionLine
            key={row.id}
            row={row}
            mayEnd
            dayIsSaid={dayOf(Date.parse(row.starts_at)) === dayOf(now)}
          >
            <Ticket row={row} />
          </SessionLine>
        ))}
      </ul>
    </section>
  );
}

/** Booking again is done where the incident stands. */
function Ticket({ row }: { row: SessionRow }) {
  const say = useSay();
  return (
    <Link to="/incidents/$id" params={{ id: row.incident_id }} className="num quiet-link">
      <Icon name="flag" /> {say.n(row.number)}
    </Link>
  );
}

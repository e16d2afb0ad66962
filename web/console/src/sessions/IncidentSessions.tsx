/** The counselling sessions of one incident: those to come and those over, and booking more. */
import type { IncidentRow, SessionRow } from "@helpline/shared/types";
import { useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { BookSession } from "./BookSession.tsx";
import { SessionLine } from "./SessionLine.tsx";
import { inOrder } from "./slots.ts";

type Props = { incident: IncidentRow; rows: SessionRow[]; readOnly: boolean };

export function IncidentSessions({ incident, rows, readOnly }: Props) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const [booking, setBooking] = useState<SessionRow | "new" | null>(null);
  const mayBook = !readOnly && incident.state === "open" && may.includes("sessions.book");
  if (rows.length === 0 && !mayBook) return null;
  return (
    <section className="blk sessions" aria-label={say.t("console.sessions.title")}>
      <h2>
        {say.t("console.sessions.title")}
        {rows.length > 0 && <b className="end num">{say.n(rows.length)}</b>}
      </h2>
      <ul className="session-list">
        {inOrder(rows).map((row) => (
          <SessionLine
            key={row.id}
            row={row}
            mayEnd={!readOnly && may.includes("sessions.end")}
            onAgain={mayBook && row.nth === row.times ? () => setBooking(row) : undefined}
          >
            {say.words(row.counsellor)}
          </SessionLine>
        ))}
      </ul>
      {booking !== null && (
        <BookSession
          key={booking === "new" ? "new" : booking.id}
          incidentId={incident.id}
          like={booking === "new" ? null : booking}
          onDone={() => setBooking(null)}
        />
      )}
      {booking === null && mayBook && (
        <button type="button" className="btn quiet slim" onClick={() => setBooking("new")}>
          <Icon name="clock" />
          {say.t("console.sessions.book")}
        </button>
      )}
    </section>
  );
}

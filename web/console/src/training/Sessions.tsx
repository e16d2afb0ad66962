/** When the course is and was held; a line opens to who takes part, and to what came of it. */
import type { CourseRow, TrainingRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { spanText } from "../parts/span.ts";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { OneSession } from "./OneSession.tsx";
import { MOST, sessionsQuery } from "./verbs.ts";

/** Planned ones first, and of those what has no result yet; the others as the server has them, the latest first. */
function inOrder(rows: TrainingRow[]): TrainingRow[] {
  const planned = rows.filter(({ state }) => state === "planned").reverse();
  return [...planned, ...rows.filter(({ state }) => state !== "planned")];
}

export function Sessions({ course, keeps }: { course: CourseRow; keeps: boolean }) {
  const say = useSay();
  const { data } = useQuery(sessionsQuery(course.id));
  return (
    <section aria-label={say.t("console.training.sessions")}>
      <h2 className="group">
        <b>{say.t("console.training.sessions")}</b>
      </h2>
      {data?.items.length === 0 && (
        <p className="pad mute">{say.t("console.training.no_sessions")}</p>
      )}
      <ul className="service-list">
        {data &&
          inOrder(data.items).map((row, at) => (
            <li key={row.id}>
              <Line row={row} keeps={keeps} first={at === 0} />
            </li>
          ))}
      </ul>
      {data && data.items.length >= MOST && (
        <p className="small mute pad">{say.t("console.training.only_first", { n: MOST })}</p>
      )}
    </section>
  );
}

type LineProps = { row: TrainingRow; keeps: boolean; first: boolean };

/** Of those that are to come the first is open: it is worked on most. */
function Line({ row, keeps, first }: LineProps) {
  const say = useSay();
  const [open, setOpen] = useState(first && row.state === "planned");
  return (
    <details
      className="session-once"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <b>{spanText(row, say)}</b>{" "}
        <Badge hue={row.state === "planned" ? "info" : "none"}>
          {say.word("training_state", row.state)}
        </Badge>{" "}
        <span className="small">
          {row.seats === null
            ? say.t("console.training.people_n", { n: row.people })
            : say.t("console.training.people_of", { n: row.people, seats: row.seats })}
        </span>
      </summary>
      <p className="row small service-facts">
        {row.reason && <span>{say.word("why_no_training", row.reason)}</span>}
        {row.place && <span>{say.words(row.place.name)}</span>}
        {row.venue && <span>{row.venue}</span>}
      </p>
      {open && <OneSession id={row.id} keeps={keeps} />}
    </details>
  );
}

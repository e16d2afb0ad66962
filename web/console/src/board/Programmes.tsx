/** What of boards and courses waits for a supervisor: late decisions, courses that count not much longer. */
import type { LateDecision, WarnedQualification } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { noon } from "../boards/verbs.ts";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

/** Told of two things: it ends soon, it has ended. */
const ENDED = 2;

/** Absent while nothing is late. */
export function LateDecisions({ rows }: { rows: LateDecision[] }) {
  const say = useSay();
  const title = say.t("console.board.late_decisions");
  if (rows.length === 0) return null;
  const sorted = [...rows].sort((a, b) => a.due_on.localeCompare(b.due_on));
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
        <b className="end num">{say.n(rows.length)}</b>
      </h2>
      <ul className="session-list">
        {sorted.map((row) => (
          <li key={row.id}>
            <div className="row session-about">
              <Link
                className="grow quiet-link"
                to="/committees/$id"
                params={{ id: row.committee.id }}
              >
                {say.words(row.committee)}
              </Link>
              <StateWord hue="overdue" icon="late">
                {say.t("console.committees.due_on", { on: say.day(noon(row.due_on)) })}
              </StateWord>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Absent while every course counts for more than a month. */
export function EndingCourses({ rows }: { rows: WarnedQualification[] }) {
  const say = useSay();
  const title = say.t("console.board.ending_courses");
  if (rows.length === 0) return null;
  const sorted = [...rows].sort((a, b) => (a.until ?? "").localeCompare(b.until ?? ""));
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
        <b className="end num">{say.n(rows.length)}</b>
      </h2>
      <ul className="session-list">
        {sorted.map((row) => (
          <li key={row.id}>
            <div className="row session-about">
              <span className="grow">{say.words(row.holder.name)}</span>
              <StateWord hue={row.told_level === ENDED ? "overdue" : "waiting"} icon="hour">
                {say.t("console.roster.course_ends", {
                  course: say.words(row.course.name),
                  on: row.until ? say.day(noon(row.until)) : "",
                })}
              </StateWord>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

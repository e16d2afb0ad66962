/** Grievances that came by the line: what is due first comes first, late ones with their own edge. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { nameOf } from "../cases/Marks.tsx";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { GRIEVANCE } from "./standing.ts";
import { grievancesQuery } from "./verbs.ts";

export function GrievanceList() {
  const say = useSay();
  const now = useNow();
  const { data, error } = useQuery(grievancesQuery());
  return (
    <>
      <Refused text={error && problemText(error, say)} />
      {data && (
        <section aria-label={say.t("console.cash.shown_grievances")}>
          <p className="group mute" role="status">
            {data.items.length === 0
              ? say.t("console.cash.no_grievance")
              : say.t("console.cash.n_grievances", { n: data.items.length })}
          </p>
          <ul className="entries">
            {data.items.map((row) => (
              <li key={row.id} className={`case-line edge st ${lookOf(row, now)}`}>
                <span className="entry-name">
                  {row.enrolment ? (
                    <Link to="/cash/$id" params={{ id: row.enrolment }} className="entry-link num">
                      {say.n(row.number)}
                    </Link>
                  ) : (
                    <b className="num">{say.n(row.number)}</b>
                  )}
                  <StateWord hue={GRIEVANCE[row.state].hue} icon={GRIEVANCE[row.state].icon}>
                    {say.word("cash_grievance", row.state)}
                  </StateWord>
                </span>
                <span>{say.word("cash_complaint", row.category)}</span>
                <span className="small mute case-where">
                  <span className="num">
                    {row.state === "told" && row.told_at
                      ? say.t("console.cash.told_at", { time: say.dayOrClock(row.told_at, now) })
                      : say.t("console.cash.answer_until", {
                          time: say.dayOrClock(row.due_at, now),
                        })}
                  </span>
                  <span className="num">{say.n(row.incident.number)}</span>
                  <span>{nameOf(row.raised_by, say)}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

type Row = { state: "open" | "answered" | "told"; due_at: string };

function lookOf(row: Row, now: number): string {
  if (row.state === "told") return "safe";
  return Date.parse(row.due_at) < now ? "overdue" : "waiting";
}

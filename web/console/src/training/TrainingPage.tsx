/** Courses and who has passed them: first what runs out and who lacks what is needed, then each course with what needs it, then one person. */
import type { CourseRow, WhoLearns } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { FollowBoard } from "../live/FollowBoard.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { CourseFacts } from "./CourseFacts.tsx";
import { FoundCourse } from "./FoundCourse.tsx";
import { Lacking } from "./Lacking.tsx";
import { LearnerPick } from "./LearnerPick.tsx";
import { PassedBy, PassedList } from "./Passed.tsx";
import { coursesQuery, passedQuery } from "./verbs.ts";

const ENDING = { ending: true } as const;

export function TrainingPage() {
  const say = useSay();
  const keeps = useMe()?.permissions.includes("training.keep") ?? false;
  const { data, isError } = useQuery(coursesQuery);
  return (
    <main className="paper training">
      <FollowBoard of="ending_qualifications" anew={["training"]} />
      <div className="paper-head">
        <h1>{say.t("console.training.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.training.note")}</p>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      <RunsOut keeps={keeps} />
      <Lacking />
      {data && <Courses rows={data.items} />}
      <OfOnePerson keeps={keeps} />
      {keeps && <FoundCourse />}
    </main>
  );
}

/** What counts not much longer, or no more, and nobody has renewed: before all else. */
function RunsOut({ keeps }: { keeps: boolean }) {
  const say = useSay();
  const { data } = useQuery(passedQuery(ENDING));
  if (!data) return null;
  return (
    <section aria-label={say.t("console.training.runs_out")}>
      <h2 className="group">
        <b>{say.t("console.training.runs_out")}</b>
        <span className="end num">{say.n(data.items.length)}</span>
      </h2>
      {data.items.length === 0 && (
        <p className="pad mute">{say.t("console.training.nothing_runs_out")}</p>
      )}
      <PassedList rows={data.items} shows="both" keeps={keeps} />
    </section>
  );
}

function Courses({ rows }: { rows: CourseRow[] }) {
  const say = useSay();
  return (
    <section aria-label={say.t("console.training.courses")}>
      <h2 className="group">
        <b>{say.t("console.training.courses")}</b>
        <span className="end num">{say.n(rows.length)}</span>
      </h2>
      {rows.length === 0 && <p className="pad mute">{say.t("console.training.no_courses")}</p>}
      <ul className="service-list">
        {rows.map((row) => (
          <li key={row.id}>
            <Course row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Course({ row }: { row: CourseRow }) {
  const say = useSay();
  return (
    <div className="service">
      <p className="row service-name">
        <Link to="/training/$id" params={{ id: row.id }}>
          <b>{say.words(row.name)}</b>
        </Link>
        <span className="small mute num" lang="en">
          {row.code}
        </span>
        {row.ended && <Badge hue="none">{say.t("console.training.ended")}</Badge>}
        {row.ending_soon > 0 && (
          <StateWord hue="waiting" icon="hour">
            {say.t("console.training.ending_n", { n: row.ending_soon })}
          </StateWord>
        )}
      </p>
      <CourseFacts row={row} />
    </div>
  );
}

/** What one person has passed, also what ended or was withdrawn. */
function OfOnePerson({ keeps }: { keeps: boolean }) {
  const say = useSay();
  const [who, setWho] = useState<WhoLearns | null>(null);
  return (
    <section aria-label={say.t("console.training.of_person")}>
      <h2 className="group">
        <b>{say.t("console.training.of_person")}</b>
      </h2>
      <search className="book pad">
        <LearnerPick onPick={setWho} />
      </search>
      {who && <PassedBy id={who.id} keeps={keeps} />}
    </section>
  );
}

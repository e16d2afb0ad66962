/** One course: what needs it, when it is held, who has passed it; an administrator says what needs it. */
import type { CourseRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { ChangeCourse } from "./ChangeCourse.tsx";
import { CourseFacts } from "./CourseFacts.tsx";
import { Needs } from "./Needs.tsx";
import { NotePassed } from "./NotePassed.tsx";
import { PassedList } from "./Passed.tsx";
import { PlanSession } from "./PlanSession.tsx";
import { Sessions } from "./Sessions.tsx";
import { coursesQuery, passedQuery } from "./verbs.ts";

export function CoursePage() {
  const say = useSay();
  const { id } = useParams({ from: "/inside/training/$id" });
  const { data, isError } = useQuery(coursesQuery);
  const may = useMe()?.permissions ?? [];
  const course = data?.items.find((one) => one.id === id);
  return (
    <main className="paper training">
      <div className="file-head">
        <Link to="/training" className="small quiet-link">
          {say.t("console.training.back")}
        </Link>
        <h1>{course ? say.words(course.name) : say.t("console.training.title")}</h1>
      </div>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {data && !course && <p role="status">{say.t("console.problem.course_not_found")}</p>}
      {course && (
        <Course
          key={id}
          course={course}
          keeps={may.includes("training.keep")}
          sets={may.includes("training.set_needs")}
        />
      )}
    </main>
  );
}

type Props = { course: CourseRow; keeps: boolean; sets: boolean };

function Course({ course, keeps, sets }: Props) {
  const say = useSay();
  return (
    <>
      <p className="row file-about">
        <span className="small mute num" lang="en">
          {course.code}
        </span>
        {course.ended && <Badge hue="none">{say.t("console.training.ended")}</Badge>}
      </p>
      <CourseFacts row={course} />
      <Sessions course={course} keeps={keeps} />
      {keeps && !course.ended && <PlanSession id={course.id} />}
      <WhoPassed course={course} keeps={keeps} />
      <Needs course={course} sets={sets} />
      {keeps && !course.ended && <ChangeCourse course={course} ends={sets} />}
    </>
  );
}

function WhoPassed({ course, keeps }: { course: CourseRow; keeps: boolean }) {
  const say = useSay();
  const { data } = useQuery(passedQuery({ course: course.id }));
  return (
    <section aria-label={say.t("console.training.who_passed")}>
      <h2 className="group">
        <b>{say.t("console.training.who_passed")}</b>
      </h2>
      {data?.items.length === 0 && (
        <p className="pad mute">{say.t("console.training.nobody_passed")}</p>
      )}
      {data && <PassedList rows={data.items} shows="holder" keeps={keeps} />}
      {keeps && <NotePassed id={course.id} />}
    </section>
  );
}

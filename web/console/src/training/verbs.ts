/** Questions and verbs of courses, their sessions and of who has passed; each throws Problem. */
import {
  trainingAdd,
  trainingCallOff,
  trainingChange,
  trainingEnd,
  trainingEnrol,
  trainingFind,
  trainingHold,
  trainingLacking,
  trainingNeed,
  trainingNote,
  trainingOfCourse,
  trainingPlan,
  trainingQualifications,
  trainingSee,
  trainingStrike,
  trainingWithdraw,
} from "@helpline/shared/api";
import type {
  CourseChange,
  Id,
  NeedSaid,
  NewCourse,
  NewQualification,
  NewTraining,
  ResultOf,
  WhoLearns,
} from "@helpline/shared/types";
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useVerb, type Verb } from "../incident/useVerb.ts";

const ANEW_MS = 60_000;
/** So many rows the server gives of one list. */
export const MOST = 300;

export const coursesQuery = queryOptions({
  queryKey: ["training", "courses"],
  queryFn: ({ signal }) => trainingFind({ signal }),
  refetchInterval: ANEW_MS,
});

export const sessionsQuery = (course_id: Id) =>
  queryOptions({
    queryKey: ["training", "sessions", course_id],
    queryFn: ({ signal }) => trainingOfCourse({ path: { course_id }, signal }),
    refetchInterval: ANEW_MS,
  });

export const sessionQuery = (training_id: Id) =>
  queryOptions({
    queryKey: ["training", "session", training_id],
    queryFn: ({ signal }) => trainingSee({ path: { training_id }, signal }),
    refetchInterval: ANEW_MS,
  });

/** Of one person, of one course, or what runs out. */
export const passedQuery = (query: { holder?: Id; course?: Id; ending?: boolean }) =>
  queryOptions({
    queryKey: ["training", "passed", query],
    queryFn: ({ signal }) => trainingQualifications({ query, signal }),
    refetchInterval: ANEW_MS,
  });

/** Who has what needs a course, and lacks it. */
export const lackingQuery = queryOptions({
  queryKey: ["training", "lacking"],
  queryFn: ({ signal }) => trainingLacking({ signal }),
  refetchInterval: ANEW_MS,
});

export const found = (body: NewCourse) => trainingAdd({ body });
export const change = (course_id: Id, body: CourseChange) =>
  trainingChange({ path: { course_id }, body });
export const end = (course_id: Id) => trainingEnd({ path: { course_id } });
export const need = (course_id: Id, body: NeedSaid) => trainingNeed({ path: { course_id }, body });
export const plan = (course_id: Id, body: NewTraining) =>
  trainingPlan({ path: { course_id }, body });
export const note = (course_id: Id, body: NewQualification) =>
  trainingNote({ path: { course_id }, body });

const of = (training_id: Id) => ({ path: { training_id } });
export const enrol = (id: Id, body: WhoLearns) => trainingEnrol({ ...of(id), body });
export const strike = (id: Id, body: WhoLearns) => trainingStrike({ ...of(id), body });
export const hold = (id: Id, results: ResultOf[]) => trainingHold({ ...of(id), body: { results } });
export const callOff = (id: Id, reason: string) => trainingCallOff({ ...of(id), body: { reason } });

export const withdraw = (qualification_id: Id, reason: string) =>
  trainingWithdraw({ path: { qualification_id }, body: { reason } });

/** Runs a verb and asks for all of training anew, whether it was done or refused. */
export function useTrainingVerb(): Verb {
  const kept = useQueryClient();
  const verb = useVerb();
  const run: Verb["run"] = async (work) => {
    const done = await verb.run(work);
    await kept.invalidateQueries({ queryKey: ["training"] });
    return done;
  };
  return { ...verb, run };
}

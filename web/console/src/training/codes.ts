/** What a course, a session and a qualification can be, by the codes the server has; pure. */
import type {
  CourseRow,
  LackOfCourse,
  ParticipantRow,
  QualificationRow,
  ResultOf,
} from "@helpline/shared/types";

export type NeedKind = CourseRow["needed_for"][number]["kind"];

export const NEED_KINDS: readonly NeedKind[] = ["role", "skill", "post"];
export const SKILLS = ["psychosocial", "keys"] as const;
/** Roles of accounts that are given in the console; a worker or centre answers for an entry of the directory. */
export const ROLES = ["counsellor", "supervisor", "administrator"] as const;
export const POST_KINDS = [
  "upazila_social_services_officer",
  "city_social_services_officer",
  "district_social_services_officer",
  "probation_officer",
  "child_protection_social_worker",
  "union_social_worker",
  "ward_worker",
  "police_child_desk",
  "partner_organisation",
  "one_stop_crisis_centre",
  "legal_aid_officer",
  "upazila_nirbahi_officer",
  "education_officer",
] as const;
/** What may need a course, by kind, and the family of its words. */
export const NEEDING: Record<NeedKind, { codes: readonly string[]; family: string }> = {
  role: { codes: [...ROLES, "worker", "centre"], family: "role" },
  skill: { codes: SKILLS, family: "skill" },
  post: { codes: POST_KINDS, family: "post_kind" },
};

export const WHY_WITHDRAWN = ["mistake", "withdrawn", "other"] as const;
export const WHY_CALLED_OFF = ["too_few", "no_trainer", "disaster", "mistake", "other"] as const;

/** Whether somebody was there and what came of it, as one choice; silence passes nobody. */
export const OUTCOMES = ["unknown", "passed", "failed", "there", "absent"] as const;
export type Outcome = (typeof OUTCOMES)[number];

type Seen = Pick<ParticipantRow, "attended" | "result">;

const SEEN: Record<Outcome, Seen> = {
  unknown: { attended: null, result: "unknown" },
  passed: { attended: true, result: "passed" },
  failed: { attended: true, result: "failed" },
  there: { attended: true, result: "unknown" },
  absent: { attended: false, result: "unknown" },
};

export function outcomeOf({ attended, result }: Seen): Outcome {
  if (attended === false) return "absent";
  if (attended === null) return "unknown";
  return result === "unknown" ? "there" : result;
}

/** What is sent of a session: each participant by name, and nobody who was struck meanwhile. */
export function resultsOf(people: ParticipantRow[], said: Record<string, Outcome>): ResultOf[] {
  return people.map(({ holder }) => ({ holder: holder.id, ...SEEN[said[holder.id] ?? "unknown"] }));
}

/** Told of two things: that it ends soon, that it has ended. */
export type Standing = "ended" | "over" | "soon" | "counts" | "for_good";

export function standingOf(
  row: Pick<QualificationRow, "counts" | "end_reason" | "told_level" | "until">,
): Standing {
  if (row.end_reason !== null) return "ended";
  if (!row.counts) return "over";
  if (row.until === null) return "for_good";
  return row.told_level > 0 ? "soon" : "counts";
}

/** How somebody stands who has what needs a course: never passed it, passed too long ago, or counts not much longer. */
export type Lack = "never" | "over" | "soon";

export function lackOf({ until, counts }: LackOfCourse["people"][number]): Lack {
  if (until === null) return "never";
  return counts ? "soon" : "over";
}

/** A day as an instant that is that day everywhere in the country. */
export const noon = (day: string): string => `${day}T12:00:00+06:00`;

/** The codes of tracing and of a child's way home, in the order screens show them; the server checks them. */
import type {
  CareKind,
  GoingKind,
  HomeFound,
  HowFollowedUp,
  TracingResult,
  TracingWay,
  WhyAtRisk,
  WhyGivenUp,
  WhyHomeOff,
  WhyMoved,
} from "@helpline/shared/types";

export const TRACING_WAYS: readonly TracingWay[] = [
  "visit",
  "phone",
  "with_child",
  "local_leader",
  "police",
  "records",
  "announcement",
  "other_centre",
  "other",
];
export const TRACING_RESULTS: readonly TracingResult[] = [
  "lead",
  "found",
  "refused",
  "not_found",
  "no_answer",
];
/** Results of which a person of the child's record can be named. */
export const WITH_PERSON: readonly TracingResult[] = ["lead", "found", "refused"];
export const GOING_KINDS: readonly GoingKind[] = [
  "family",
  "relatives",
  "alternative_care",
  "independent",
];
export const CARE_KINDS: readonly CareKind[] = [
  "foster",
  "guardian",
  "community",
  "group_home",
  "institution",
];
export const HOW_FOLLOWED_UP: readonly HowFollowedUp[] = [
  "visit",
  "call",
  "at_school",
  "at_office",
];
export const HOME_FOUND: readonly HomeFound[] = ["safe", "concern", "risk", "not_met"];
export const WHY_MOVED: readonly WhyMoved[] = [
  "child_away",
  "family_away",
  "road_closed",
  "worker_away",
  "sooner",
  "other",
];
export const WHY_CALLED_OFF: readonly WhyHomeOff[] = [
  "child_declines",
  "family_declines",
  "not_safe",
  "other_plan",
  "child_missing",
  "new_risk",
  "other",
];
export const WHY_GIVEN_UP: readonly WhyGivenUp[] = [
  "moved_away",
  "out_of_reach",
  "turned_18",
  "other_office",
  "died",
  "other",
];
export const WHY_AT_RISK: readonly WhyAtRisk[] = [
  "violence",
  "neglect",
  "child_labour",
  "child_marriage",
  "trafficking",
  "family_broke_up",
  "turned_out",
  "ran_away",
  "other",
];

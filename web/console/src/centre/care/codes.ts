/** The codes of care in a centre, in the order in which a person chooses among them. */
import type { CareFile, Meal, MealRoll, NewCareIncident, NewStay } from "@helpline/shared/types";

type Track = CareFile["tracks"][number];
type Incident = NewCareIncident;

export const CAME_BY: readonly NewStay["came_by"][] = [
  "court",
  "committee",
  "police",
  "other_centre",
  "family",
  "itself",
  "returned",
];
export const SEXES = ["girl", "boy", "other", "unknown"] as const;
export const WHY_OVER = [
  "court_order",
  "siblings",
  "no_other_place",
  "one_night",
  "disaster",
  "at_the_door",
] as const;
export const WHY_LONGER: readonly CareFile["extensions"][number]["reason"][] = [
  "family_not_found",
  "home_not_safe",
  "court_pending",
  "treatment",
  "school_year",
  "no_other_place",
  "other",
];
export const ITEMS: readonly CareFile["kit"][number]["item"][] = [
  "clothes",
  "school_uniform",
  "mattress",
  "pillow",
  "pillow_cover",
  "sheet",
  "mosquito_net",
  "blanket",
  "shoes",
  "hygiene_kit",
  "school_supplies",
];
export const TRACK_ENDS: readonly NonNullable<Track["ending"]>[] = [
  "finished",
  "moved_up",
  "dropped",
  "mistake",
];
export const TALKS: readonly CareFile["talks"][number]["kind"][] = [
  "individual",
  "group",
  "family",
];
export const SKILLS: readonly CareFile["skills"][number]["skill"][] = [
  "self_awareness",
  "empathy",
  "communication",
  "relationships",
  "decisions",
  "problem_solving",
  "creative_thinking",
  "critical_thinking",
  "emotions",
  "stress",
];
export const SKILL_STEPS: readonly CareFile["skills"][number]["step"][] = [
  "begun",
  "practises",
  "manages",
];
export const HAPPENED: readonly Incident["what"][] = [
  "injury",
  "illness",
  "fight",
  "bullying",
  "self_harm",
  "ran_away",
  "hurt_by_staff",
  "abuse",
  "death",
  "other",
];
export const SEVERITIES: readonly Incident["severity"][] = ["minor", "serious", "grave"];
export const TOLD_TO: readonly NonNullable<Incident["told"]>[number][] = [
  "head",
  "doctor",
  "guardian",
  "probation_officer",
  "police",
  "district_office",
];
export const MEALS: readonly Meal[] = ["breakfast", "lunch", "snack", "dinner"];
export const ATE: readonly MealRoll["marks"][number]["ate"][] = [
  "ate",
  "little",
  "nothing",
  "fasting",
  "away",
];
export const WHY_CORRECTED: readonly NonNullable<MealRoll["why"]>[] = ["mistake", "learnt_later"];
export const LEVELS = ["centre", "supervisor", "district"] as const;

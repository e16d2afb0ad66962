/** The codes that clock, weddings and papers offer to pick from, in the order in which they are shown. */
import type {
  HowPaperGiven,
  MarriageStep,
  NoEscort,
  PaperKind,
  PauseReasonOfClock,
  Post,
  Receiver,
} from "@helpline/shared/types";

export const WHY_PAUSED: readonly PauseReasonOfClock[] = [
  "child_moved_on",
  "waiting_for_police",
  "road_flooded",
  "wrong_place",
  "caller_asked_to_wait",
  "waiting_for_daylight",
  "curfew_or_strike",
];

/** How each step may have gone, as the server knows them. */
export const STEP_WORDS: Record<MarriageStep, readonly string[]> = {
  uno_told: ["will_act", "asks_police", "no_answer"],
  court_asked: ["promised", "refused"],
  court_held: ["stopped", "fined", "jailed", "nobody_there"],
  undertaking_signed: ["father", "mother", "both_parents", "guardian", "groom"],
  revisited: ["not_married", "planned_again", "married", "moved_away", "not_found"],
};

export const PAPER_KINDS: readonly PaperKind[] = ["section_90", "letter", "hand_over"];
export const WAYS: readonly HowPaperGiven[] = ["by_hand", "post", "email"];
export const RECEIVERS: readonly Receiver[] = [
  "parent",
  "guardian",
  "relative",
  "centre",
  "police",
  "hospital",
];
export const NO_ESCORT: readonly NoEscort[] = [
  "mother_takes_her",
  "no_woman_on_duty",
  "danger_to_wait",
  "hospital_staff_with_her",
];
export const FIRST: Post = "probation_officer";

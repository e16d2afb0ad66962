/** The codes a case is made of, in the order screens show them; the server checks them. */
import type {
  AssessmentDomain,
  CaseRisk,
  CaseStep,
  Concern,
  Kinship,
  RiskBasis,
  WhyCaseDeclined,
  WhyCaseOpened,
} from "@helpline/shared/types";

export const STEPS: readonly CaseStep[] = [
  "identification",
  "assessment",
  "plan",
  "implementation",
  "follow_up",
  "closure",
];
export const RISKS: readonly CaseRisk[] = ["high", "medium", "low"];
/** What a person may rest a rating on; an urgent ticket is the system's own. */
export const BASES: readonly RiskBasis[] = [
  "child_said",
  "seen_by_worker",
  "told_by_others",
  "medical",
  "police",
  "with_suspect",
  "alone",
  "reopened",
  "safer_now",
  "other",
];
export const DOMAINS: readonly AssessmentDomain[] = [
  "safety",
  "health",
  "feelings",
  "family",
  "education",
  "law",
  "basic_needs",
];
export const CONCERNS: readonly Concern[] = ["none", "some", "serious", "unknown"];
export const KINSHIPS: readonly Kinship[] = ["sibling", "household", "same_event"];
export const WHY_OPENED: readonly WhyCaseOpened[] = [
  "supervision",
  "stands_in",
  "danger",
  "complaint",
  "court",
  "audit",
  "other",
];
export const WHY_DECLINED: readonly WhyCaseDeclined[] = [
  "busy",
  "too_far",
  "conflict",
  "not_trained",
  "other",
];

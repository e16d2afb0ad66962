/** The codes of the cash transfer, in the order in which they are offered. */
import type { NewCashEvidence, NewCashPayee } from "@helpline/shared/types";

export const STATES = ["applied", "enrolled", "completed", "ended", "refused"] as const;
export const WAITS = ["approve", "payee", "release", "pay", "grievance"] as const;
export const ANSWERS = [
  "yes",
  "no",
  "unknown",
  "refused",
] as const satisfies readonly NewCashEvidence["answer"][];
export const WITNESSES = [
  "teacher",
  "case_worker",
  "social_worker",
  "guardian",
  "child",
  "neighbour",
  "local_government",
  "doctor",
  "other",
] as const satisfies readonly NewCashEvidence["witness"][];
export const CHANNELS = [
  "mobile",
  "bank",
  "post_office",
] as const satisfies readonly NewCashPayee["channel"][];
export const ADULT_REASONS = [
  "child_at_report",
  "age_disputed",
  "in_care",
  "disability",
  "other",
] as const;
export const WHY_REFUSED = [
  "not_eligible",
  "no_consent",
  "not_reached",
  "no_money",
  "other",
] as const;
export const WHY_ENDED = [
  "moved_away",
  "withdrew",
  "left_school",
  "works",
  "married",
  "grown_up",
  "child_died",
  "applied_by_mistake",
  "other",
] as const;
export const WHY_HELD = [
  "condition_in_doubt",
  "payee_in_doubt",
  "grievance",
  "child_not_found",
  "same_child_in_doubt",
  "other",
] as const;
export const WHY_LIFTED = ["cleared", "payee_changed", "mistake", "other"] as const;
export const WHY_REJECTED = ["evidence_weak", "payee_in_doubt", "wrong_child", "other"] as const;
export const WHY_REVERSED = ["condition_broken", "payee_in_doubt", "mistake", "other"] as const;
export const WHY_FAILED = [
  "account_unknown",
  "name_differs",
  "channel_down",
  "limit",
  "other",
] as const;
export const WHY_RETURNED = [
  "not_collected",
  "account_closed",
  "refused_by_payee",
  "other",
] as const;
export const WHY_UNDONE = ["mistake", "late_news", "other"] as const;
export const HOW_CONFIRMED = ["payee_said", "child_said", "receipt", "bank_list"] as const;
/** Complaints about a person: the owner of the case, who may be that person, neither answers nor tells. */
export const AGAINST_SOMEBODY: readonly string[] = [
  "somebody_took_it",
  "asked_for_a_bribe",
  "treated_badly",
  "wrong_payee",
];
export const OUTCOMES = ["put_right", "partly", "not_upheld", "passed_on"] as const;
export const HOW_TOLD = ["call", "visit", "letter", "at_the_desk"] as const;
export const WHY_REOPENED = ["not_put_right", "new_facts", "happened_again", "other"] as const;

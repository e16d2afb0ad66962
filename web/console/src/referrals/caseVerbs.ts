/** Questions and verbs of a case's referrals, and their codes; each throws Problem. */
import { casesAllReferrals, casesCheckReferral } from "@helpline/shared/api";
import type {
  ConsentAnswer,
  ConsentGiver,
  Despite,
  HandOver,
  Id,
  ReferralLaw,
  TimelineRow,
  WhyRevoked,
  Withholdable,
} from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";

export const HAND_OVERS = ["referral", "transfer"] as const satisfies readonly HandOver[];
export const GIVERS = [
  "child",
  "mother",
  "father",
  "guardian",
  "court",
  "other_caregiver",
] as const satisfies readonly ConsentGiver[];
export const CONSENT_ANSWERS = ["given", "refused"] as const satisfies readonly ConsentAnswer[];
export const WITHHOLDABLE = [
  "age",
  "sex",
  "area",
  "risk",
  "name",
  "guardian",
  "languages",
  "disability",
  "schooling",
] as const satisfies readonly Withholdable[];
export const LAWS = [
  "life_at_risk",
  "children_act_90",
  "court_order",
] as const satisfies readonly ReferralLaw[];
export const DESPITE = [
  "other_need",
  "moves_there",
  "not_the_same_child",
  "no_other_place",
  "other",
] as const satisfies readonly Despite[];
export const WHY_REVOKED = [
  "consent_withdrawn",
  "no_answer",
  "not_needed",
  "wrong_service",
  "child_moved",
  "other",
] as const satisfies readonly WhyRevoked[];

const CHANGED_BY = /^case\.(consent_|referr|transferred|service_noted)/;

/** Grows with each step of the timeline that changes what is asked for here. */
export function stampOf(timeline: readonly TimelineRow[]): number {
  return timeline.filter(({ kind }) => CHANGED_BY.test(kind)).length;
}

/** Each time it is asked for is an opening of the file: only when something has changed. */
const ONCE = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  gcTime: 0,
} as const;

export const ofCaseQuery = (case_id: Id, stamp: number) =>
  queryOptions({
    queryKey: ["case-referrals", case_id, stamp],
    queryFn: ({ signal }) => casesAllReferrals({ path: { case_id }, signal }),
    ...ONCE,
  });

export const checkQuery = (case_id: Id, offered_id: Id, what: HandOver, stamp: number) =>
  queryOptions({
    queryKey: ["case-referral-check", case_id, offered_id, what, stamp],
    queryFn: ({ signal }) =>
      casesCheckReferral({ path: { case_id, offered_id }, query: { what }, signal }),
    ...ONCE,
  });

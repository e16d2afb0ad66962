/** Questions and verbs of whoever answers for a service that was asked for; each throws Problem. */
import {
  referralsAcceptReferral,
  referralsFinishReferral,
  referralsInbox,
  referralsReadReferral,
  referralsRejectReferral,
} from "@helpline/shared/api";
import type { Id, ReferralOutcome, WhyRejected } from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";

/** Reasons that need no words; any other one is told by telephone. */
export const WHY_REJECTED = [
  "full",
  "not_our_area",
  "age",
  "gender",
  "not_our_service",
  "served_already",
  "child_declines",
  "not_reached",
] as const satisfies readonly WhyRejected[];
export const OUTCOMES = [
  "completed",
  "partly",
  "child_left",
  "referred_on",
  "not_given",
] as const satisfies readonly ReferralOutcome[];

const ANEW_MS = 30_000;

export const inboxQuery = queryOptions({
  queryKey: ["referrals", "inbox"],
  queryFn: ({ signal }) => referralsInbox({ signal }),
  refetchInterval: ANEW_MS,
});

/** Each time it is asked for is recorded: it is not asked for again by itself. */
export const toldQuery = (id: Id) =>
  queryOptions({
    queryKey: ["referrals", "told", id],
    queryFn: ({ signal }) => referralsReadReferral({ path: { referral_id: id }, signal }),
    refetchOnWindowFocus: false,
    gcTime: 0,
  });

export const acceptReferral = (id: Id) => referralsAcceptReferral({ path: { referral_id: id } });

export const rejectReferral = (id: Id, reason: WhyRejected) =>
  referralsRejectReferral({ path: { referral_id: id }, body: { reason } });

export const finishReferral = (id: Id, outcome: ReferralOutcome) =>
  referralsFinishReferral({ path: { referral_id: id }, body: { outcome } });

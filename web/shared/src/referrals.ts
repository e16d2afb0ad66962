/** What a case's referrals, consents and services are told and asked by, of the interface's own types. */
import type {
  CasesCheckReferralData,
  NewConsent,
  NewReferral,
  ReferralAnswer,
  ReferralCheck,
  WhyRevoke,
} from "./api/generated/types.gen.ts";

export type {
  ConsentRow,
  NewConsent,
  NewReceived,
  NewReferral,
  ReceivedRow,
  ReferralAnswer,
  ReferralCheck,
  ReferralRow,
  Referrals,
  WarnedRow,
} from "./api/generated/types.gen.ts";

export type HandOver = NonNullable<NonNullable<CasesCheckReferralData["query"]>["what"]>;
export type ConsentGiver = NewConsent["giver"];
export type ConsentAnswer = NewConsent["answer"];
export type Withholdable = NonNullable<NewConsent["withheld"]>[number];
export type ReferralLaw = NonNullable<NewReferral["law"]>;
export type Despite = NonNullable<NewReferral["despite"]>;
export type Misfit = ReferralCheck["misfits"][number];
export type WhyRevoked = WhyRevoke["reason"];
export type AnswerVerb = ReferralAnswer["verb"];
export type AnswerReason = NonNullable<ReferralAnswer["reason"]>;

/** The verbs of one incident, its call and its dispatches, as the server knows them; each throws Problem. */
import {
  callsAnnounce,
  callsCallBack,
  callsClaimCallBack,
  callsComplete,
  callsCompleteCallBack,
  callsEndAnnouncement,
  callsExtendWrapUp,
  callsHangUp,
  callsHold,
  callsPlanCallBack,
  callsReleaseCallBack,
  callsResume,
  callsTakeText,
  dispatchesAskCheckIn,
  dispatchesCloseDuress,
  dispatchesConfirmCheckIn,
  dispatchesHandOff,
  dispatchesPassOn,
  dispatchesRecordAnswer,
  dispatchesRequest,
  dispatchesStandDown,
  dispatchesStandDownUnmet,
  dispatchesTakeCharge,
  dispatchesTakeDuress,
  dispatchesTakeUnmet,
  incidentsAllowContact,
  incidentsCategorise,
  incidentsClose,
  incidentsForbidContact,
  incidentsLink,
  incidentsLocate,
  incidentsMarkSafe,
  incidentsSetUrgency,
  incidentsTicket,
  visitsCallMade,
  visitsReports,
} from "@helpline/shared/api";
import type {
  Agency,
  AllowReason,
  AnnouncementRow,
  CallBackOutcome,
  CloseReason,
  DeclineReason,
  DuressOutcome,
  ForbidReason,
  Found,
  PlaceBasis,
  PlanAgainReason,
  Responder,
  StandDownReason,
  Urgency,
} from "@helpline/shared/types";

const of = (incident_id: string) => ({ path: { incident_id } });

export const locate = (id: string, place: string, basis: PlaceBasis) =>
  incidentsLocate({ ...of(id), body: { place, basis } });

export const categorise = (id: string, categories: string[]) =>
  incidentsCategorise({ ...of(id), body: { categories } });

export const setUrgency = (id: string, urgency: Urgency) =>
  incidentsSetUrgency({ ...of(id), body: { urgency } });

export const markSafe = (id: string, found: Found) =>
  incidentsMarkSafe({ ...of(id), body: { found } });

export const close = (id: string, reason: CloseReason) =>
  incidentsClose({ ...of(id), body: { reason } });

/** The outline of any ticket, by its number in either digit set. */
export const findTicket = (number: string) => incidentsTicket({ path: { number } });

/** Makes this ticket a report of another one; answers the incident that is kept. */
export const link = (id: string, to: string) => incidentsLink({ ...of(id), body: { to } });

/**
 * Asks this one to go; the server alerts, and asks the next one when nobody answers. `unmet` is the
 * request without anybody to ask that stands on the screen: met in this moment, nobody is asked twice.
 */
export const dispatchTo = (
  id: string,
  { kind, id: responder }: Pick<Responder, "kind" | "id">,
  unmet: string | null = null,
) => dispatchesRequest({ ...of(id), body: { responder: { kind, id: responder }, unmet } });

/** Asks several agencies at once, each for a part of its own; asked twice, it is once. */
export const handOff = (id: string, agencies: readonly Agency[]) =>
  dispatchesHandOff({ ...of(id), body: { parts: agencies.map((agency) => ({ agency })) } });

export const standDown = (dispatchId: string, reason: StandDownReason) =>
  dispatchesStandDown({ path: { dispatch_id: dispatchId }, body: { reason } });

/** Nobody can be asked: the list is asked all the same, and supervisors are told. */
export const askAnybody = (incidentId: string) =>
  dispatchesRequest({ ...of(incidentId), body: {} });

/** A supervisor takes care that somebody goes, although nobody could be asked. */
export const takeUnmet = (unmet_id: string) => dispatchesTakeUnmet({ path: { unmet_id } });

export const standDownUnmet = (unmet_id: string, reason: StandDownReason) =>
  dispatchesStandDownUnmet({ path: { unmet_id }, body: { reason } });

/** I have spoken with the one who asked for a call. */
export const callMade = (dispatchId: string) =>
  visitsCallMade({ path: { dispatch_id: dispatchId } });

/** What was found at the visits of an incident; that it is read is recorded. */
export const visitReports = (incidentId: string) => visitsReports(of(incidentId));

/** A supervisor takes care that somebody goes; the alarm is silent for a time. */
export const takeCharge = (dispatchId: string) =>
  dispatchesTakeCharge({ path: { dispatch_id: dispatchId } });

/** The one who accepted does not get there: the next one is asked. */
export const passOn = (dispatchId: string) =>
  dispatchesPassOn({ path: { dispatch_id: dispatchId } });

/** What the one who was asked said on the telephone; a no has a reason. */
export const recordAnswer = (
  dispatchId: string,
  { kind, id }: Pick<Responder, "kind" | "id">,
  answer: "yes" | "no",
  reason?: DeclineReason,
) =>
  dispatchesRecordAnswer({
    path: { dispatch_id: dispatchId },
    body: { responder: { kind, id }, answer, reason: reason ?? null },
  });

export const hangUp = (callId: string) => callsHangUp({ path: { call_id: callId } });

export const holdCall = (callId: string) => callsHold({ path: { call_id: callId } });

export const resumeCall = (callId: string) => callsResume({ path: { call_id: callId } });

export const completeCall = (callId: string) => callsComplete({ path: { call_id: callId } });

/** A supervisor answers for it that the number may be called, for 24 hours. */
export const allowContact = (id: string, reason: AllowReason) =>
  incidentsAllowContact({ ...of(id), body: { reason } });

export const forbidContact = (id: string, reason: ForbidReason) =>
  incidentsForbidContact({ ...of(id), body: { reason } });

/** Rings one's own line, then the caller's; refused unless that is known to be safe. */
export const callBack = (callBackId: string) =>
  callsCallBack({ path: { call_back_id: callBackId } });

export const claimCallBack = (id: string) => callsClaimCallBack({ path: { call_back_id: id } });
export const releaseCallBack = (id: string) => callsReleaseCallBack({ path: { call_back_id: id } });
export const planAgain = (id: string, reason: PlanAgainReason) =>
  callsPlanCallBack({ path: { call_back_id: id }, body: { reason } });

export const announce = (kind: AnnouncementRow["kind"], minutes: number, reason: string) =>
  callsAnnounce({ body: { kind, minutes, reason } });

export const endAnnouncement = (id: string) =>
  callsEndAnnouncement({ path: { announcement_id: id } });

export const extendWrapUp = (callId: string) => callsExtendWrapUp({ path: { call_id: callId } });

export const completeCallBack = (callBackId: string, outcome: CallBackOutcome) =>
  callsCompleteCallBack({ path: { call_back_id: callBackId }, body: { outcome } });

export const takeText = (textId: string) => callsTakeText({ path: { text_id: textId } });

export const askCheckIn = (dispatch_id: string) => dispatchesAskCheckIn({ path: { dispatch_id } });

export const confirmCheckIn = (dispatch_id: string) =>
  dispatchesConfirmCheckIn({ path: { dispatch_id } });

export const takeDuress = (duress_id: string) => dispatchesTakeDuress({ path: { duress_id } });

export const closeDuress = (duress_id: string, outcome: DuressOutcome) =>
  dispatchesCloseDuress({ path: { duress_id }, body: { outcome } });

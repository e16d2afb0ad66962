/** The verbs of one incident, its call and its dispatches, as the server knows them; each throws Problem. */
import {
  callsComplete,
  callsHangUp,
  dispatchesRequest,
  dispatchesStandDown,
  incidentsCategorise,
  incidentsClose,
  incidentsLocate,
  incidentsMarkSafe,
  incidentsSetUrgency,
} from "@helpline/shared/api";
import type {
  CloseReason,
  PlaceBasis,
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

export const markSafe = (id: string) => incidentsMarkSafe(of(id));

export const close = (id: string, reason: CloseReason) =>
  incidentsClose({ ...of(id), body: { reason } });

/** Asks this one to go; the server alerts, and asks the next one when nobody answers. */
export const dispatchTo = (id: string, { kind, id: responder }: Pick<Responder, "kind" | "id">) =>
  dispatchesRequest({ ...of(id), body: { responder: { kind, id: responder } } });

export const standDown = (dispatchId: string, reason: StandDownReason) =>
  dispatchesStandDown({ path: { dispatch_id: dispatchId }, body: { reason } });

export const hangUp = (callId: string) => callsHangUp({ path: { call_id: callId } });

export const completeCall = (callId: string) => callsComplete({ path: { call_id: callId } });

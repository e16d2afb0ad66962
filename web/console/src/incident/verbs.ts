/** The verbs of one incident, its call and its dispatches, as the server knows them; each throws Problem. */
import type {
  CallRow,
  CloseReason,
  DispatchRow,
  IncidentRow,
  PlaceBasis,
  Responder,
  StandDownReason,
  Urgency,
} from "@helpline/shared/types";
import { api } from "../live/client.ts";

const post = <T>(path: string, body?: unknown) => api<T>("POST", path, body);

export const locate = (id: string, place: string, basis: PlaceBasis) =>
  post<IncidentRow>(`/incidents/${id}/locate`, { place, basis });

export const categorise = (id: string, categories: string[]) =>
  post<IncidentRow>(`/incidents/${id}/categorise`, { categories });

export const setUrgency = (id: string, urgency: Urgency) =>
  post<IncidentRow>(`/incidents/${id}/set-urgency`, { urgency });

export const markSafe = (id: string) => post<IncidentRow>(`/incidents/${id}/mark-safe`);

export const close = (id: string, reason: CloseReason) =>
  post<IncidentRow>(`/incidents/${id}/close`, { reason });

/** Asks this one to go; the server alerts, and asks the next one when nobody answers. */
export const dispatchTo = (id: string, { kind, id: responder }: Pick<Responder, "kind" | "id">) =>
  post<DispatchRow>(`/incidents/${id}/dispatches`, { responder: { kind, id: responder } });

export const standDown = (dispatchId: string, reason: StandDownReason) =>
  post<DispatchRow>(`/dispatches/${dispatchId}/stand-down`, { reason });

export const hangUp = (callId: string) => post<CallRow>(`/calls/${callId}/hang-up`);

export const completeCall = (callId: string) => post<CallRow>(`/calls/${callId}/complete`);

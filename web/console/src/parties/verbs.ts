/** The verbs of a conversation with more than two: as the server knows them; each throws Problem. */
import {
  partiesAccept,
  partiesAdd,
  partiesAnswerHelp,
  partiesAskHelp,
  partiesBarge,
  partiesCancel,
  partiesComplete,
  partiesDecline,
  partiesLeave,
  partiesListen,
  partiesOnParty,
  partiesReachable,
  partiesReadBrief,
  partiesTransfer,
  partiesWhisper,
  partiesWithdrawHelp,
} from "@helpline/shared/api";
import type { DeclineToComeReason, PartyMode } from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";
import type { PartyVerb } from "./rules.ts";

export const DECLINE_REASONS: readonly DeclineToComeReason[] = [
  "busy",
  "language",
  "skill",
  "personal",
  "technical",
];

const AGAIN_MS = 5_000;
const of = (call_id: string) => ({ path: { call_id } });
const asked = (invitation_id: string) => ({ path: { invitation_id } });

/** Who may be asked now; asked for again while somebody chooses. */
export const reachableQuery = queryOptions({
  queryKey: ["reachable"],
  queryFn: () => partiesReachable(),
  refetchInterval: AGAIN_MS,
  staleTime: 0,
});

/** The call is handed over: warm after a word among colleagues, cold as soon as the line has joined. */
export const transfer = (callId: string, to: string, kind: "warm" | "cold") =>
  partiesTransfer({ ...of(callId), body: { to, kind } });

/** The colleague talks along; the call stays with its counsellor. */
export const bringIn = (callId: string, staff_id: string) =>
  partiesAdd({ ...of(callId), body: { staff_id } });

export const ringService = (callId: string, service: string) =>
  partiesAdd({ ...of(callId), body: { service } });

/** What to read out to a service; each asking is recorded as a sight of the incident. */
export const readBrief = (callId: string) => partiesReadBrief(of(callId));

export const onParty = (call_id: string, party: string, verb: PartyVerb) =>
  partiesOnParty({ path: { call_id, party, verb } });

export const acceptInvitation = (id: string) => partiesAccept(asked(id));

export const declineInvitation = (id: string, reason: DeclineToComeReason) =>
  partiesDecline({ ...asked(id), body: { reason } });

export const takeBack = (id: string) => partiesCancel(asked(id));

/** Hands the call over to the colleague who is on the line. */
export const handOver = (id: string) => partiesComplete(asked(id));

export const leaveCall = (callId: string) => partiesLeave(of(callId));

const MODES = { listen: partiesListen, whisper: partiesWhisper, barge: partiesBarge } as const;

/** A supervisor is on the line in this mode from now on. */
export const listenIn = (callId: string, mode: PartyMode) => MODES[mode](of(callId));

export const askHelp = (callId: string) => partiesAskHelp(of(callId));
export const withdrawHelp = (callId: string) => partiesWithdrawHelp(of(callId));
export const answerHelp = (callId: string) => partiesAnswerHelp(of(callId));

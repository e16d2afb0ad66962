/** Who is on a line and what may be done to each; pure, and the server has the last word. */
import type { IconName } from "@helpline/shared/icons";
import type { CallParty, CallRow } from "@helpline/shared/types";

export type PartyVerb = "mute" | "unmute" | "hold" | "resume" | "remove";
export const PARTY_VERBS: readonly PartyVerb[] = ["mute", "unmute", "hold", "resume", "remove"];

export const VERB_ICON: Record<PartyVerb, IconName> = {
  mute: "mute",
  unmute: "phone",
  hold: "hold",
  resume: "phone",
  remove: "x",
};

export const PARTY_ICON: Record<CallParty["kind"], IconName> = {
  caller: "user",
  counsellor: "user",
  colleague: "users",
  service: "badge",
  supervisor: "ear",
};

type Live = Pick<CallRow, "state" | "handed_over">;

/** The conversation is this counsellor's and under way; one that was handed over is a colleague's. */
export function isTalking(call: Live): boolean {
  return call.state === "talking" && !call.handed_over;
}

/** The work after the call is this counsellor's: it has ended, or a colleague has it now. */
export function isWrapUp(call: Live & Pick<CallRow, "wrap_up">): boolean {
  return call.wrap_up && (call.state === "ended" || call.handed_over);
}

/** One's own line in a call, where one is on it. */
export function ownLine(call: Pick<CallRow, "parties">, me: string | null): CallParty | null {
  return call.parties.find(({ staff_id }) => me !== null && staff_id === me) ?? null;
}

/**
 * What the call's counsellor may do to a party in the list. One's own line and the caller of a
 * conversation between two have their verbs in the call bar; nothing is done to a supervisor.
 */
export function verbsFor(party: CallParty, call: Pick<CallRow, "parties">): PartyVerb[] {
  if (party.owns || party.kind === "supervisor" || party.state === "left") return [];
  const others = call.parties.filter((one) => !one.owns && one.kind !== "supervisor");
  if (party.kind === "caller" && others.length < 2) return [];
  if (party.state !== "joined") return party.kind === "caller" ? [] : ["remove"];
  const verbs: PartyVerb[] = [
    party.muted_at ? "unmute" : "mute",
    party.held_at ? "resume" : "hold",
  ];
  return party.kind === "caller" ? verbs : [...verbs, "remove"];
}

/** Supervisors on the line, whatever they do there. */
export function listeners(call: Pick<CallRow, "parties">): CallParty[] {
  return call.parties.filter(({ kind, state }) => kind === "supervisor" && state !== "left");
}

type Asked = CallRow["invitations"][number];

/** A colleague may be handed the call as soon as his or her line is in it. */
export function mayHandOver(asked: Asked, call: Pick<CallRow, "parties">): boolean {
  if (asked.state !== "accepted" || asked.kind === "cold") return false;
  return call.parties.some(({ id, state }) => id === asked.party_id && state === "joined");
}

/** Whether a service is rung, or on the line, of a call in which people talk. */
export function hasService(call: Live & Pick<CallRow, "parties">): boolean {
  return isTalking(call) && call.parties.some(({ kind }) => kind === "service");
}

/** The worker's own steps of a task and which comes next; the server decides, this only foresees. */

import type { DispatchState, TaskRow } from "@helpline/shared/types";
import type { Decision } from "./verbs.ts";

export type Verb = Decision["verb"];

const ORDER: DispatchState[] = ["alerting", "accepted", "en_route", "reached", "done"];
type Leading = "accept" | "depart" | "arrive" | "admit" | "complete";
const LEADS_TO: Record<Leading, DispatchState> = {
  accept: "accepted",
  depart: "en_route",
  arrive: "reached",
  admit: "done",
  complete: "done",
};

/** The four stops of the clock on a phone. */
export const STOPS = ["accepted", "en_route", "reached", "done"] as const;

/** The two stops of who goes nowhere: a centre, to which the child comes, and some agencies. */
export const STOPS_OF_CENTRE = ["accepted", "done"] as const;

/** The verb of the one status button; null when nothing is left to do. */
export function nextVerb(
  state: DispatchState,
  centre = false,
  goes = true,
): "depart" | "arrive" | "complete" | "admit" | null {
  if (centre) return progress(state) > 0 && state !== "done" ? "admit" : null;
  if (!goes) return state === "accepted" ? "complete" : null;
  if (state === "accepted") return "depart";
  if (state === "en_route") return "arrive";
  if (state === "reached") return "complete";
  return null;
}

/** How far a state lies on the way; -1 for the ends that are no step (stood down, unanswered). */
export function progress(state: DispatchState): number {
  return ORDER.indexOf(state);
}

/** The state a verb leads to; declining and handing back lead away, others nowhere. */
export function target(verb: Verb): DispatchState | null {
  return verb in LEADS_TO ? LEADS_TO[verb as Leading] : null;
}

/**
 * Where a task will stand once what waits on this phone is with the server.
 *
 * Who has accepted goes on without network: those steps count at once. Whether an acceptance came
 * first only the server knows.
 */
export function foreseen(state: DispatchState, waiting: Verb[]): DispatchState {
  if (progress(state) < progress("accepted")) return state;
  const states = [state, ...waiting.map(target)].filter((one) => one !== null);
  return states.reduce((far, one) => (progress(one) > progress(far) ? one : far));
}

const RANK: Record<DispatchState, number> = {
  alerting: 0,
  reached: 1,
  en_route: 1,
  accepted: 1,
  unanswered: 2,
  stood_down: 2,
  done: 2,
};

/** True when nothing is left to do: done, called off, or answered by somebody else. */
export function isOver(state: DispatchState): boolean {
  return RANK[state] === 2;
}

/** True while nobody stands next to the child yet: then the task may go to the next one. */
export function mayHandBack(state: DispatchState): boolean {
  return state === "accepted" || state === "en_route";
}

/** True while somebody is out: accepted, and not over. */
export function isUnderWay(state: DispatchState): boolean {
  return RANK[state] === 1;
}

/** True once the child was reached: then there is something to tell of the visit. */
export function mayTell({ state }: TaskRow, centre: boolean): boolean {
  return !centre && (state === "reached" || state === "done");
}

/** What asks for an answer first, then what is under way, then what is over; newest first within. */
export function byNeed(a: TaskRow, b: TaskRow): number {
  if (RANK[a.state] !== RANK[b.state]) return RANK[a.state] - RANK[b.state];
  if (a.state === "alerting" && a.urgency !== b.urgency) return a.urgency < b.urgency ? -1 : 1;
  return a.sent_at < b.sent_at ? 1 : -1;
}

/** The live score of a waiting caller and the order of the board's lists; pure. */
import type { CounsellorRow, DispatchRow, DutyState, WaitingRow } from "@helpline/shared/types";

/** Score now: the base and one point for each whole second since; it never falls below its base. */
export function scoreNow(row: Pick<WaitingRow, "score_base" | "score_at">, nowMs: number): number {
  const seconds = Math.floor((nowMs - Date.parse(row.score_at)) / 1000);
  return row.score_base + Math.max(0, seconds);
}

/** Highest score first; who waits longer breaks a tie. */
export function byScore(nowMs: number) {
  return (a: WaitingRow, b: WaitingRow): number =>
    scoreNow(b, nowMs) - scoreNow(a, nowMs) || a.queued_at.localeCompare(b.queued_at);
}

/** What the wait itself adds, beside the named reasons. */
export function waitPoints(row: WaitingRow, nowMs: number): number {
  const named = row.reasons.reduce((sum, { points }) => sum + points, 0);
  return Math.max(0, scoreNow(row, nowMs) - named);
}

export function isOver({ state }: DispatchRow): boolean {
  return state === "done" || state === "stood_down";
}

/** Past its deadline without an answer, its ladder ran out or whoever goes stands still, unless a supervisor has taken charge; or whoever is out gave no sign of life, or asked for a call that nobody made. */
export function isLateDispatch(row: DispatchRow, nowMs: number): boolean {
  if (row.check_in?.late_at || row.call_wish_late_at) return true;
  if (row.in_charge) return false;
  if (row.state === "unanswered" || row.stalled_at) return true;
  return row.state === "alerting" && row.due_at !== null && Date.parse(row.due_at) <= nowMs;
}

/** Since when it is late: the alarm, or the deadline that passed. */
export function lateSince(row: DispatchRow): string | null {
  const { alarm_at, stalled_at, check_in, call_wish_late_at } = row;
  return alarm_at ?? stalled_at ?? check_in?.late_at ?? call_wish_late_at ?? row.due_at;
}

/** P1 first, then how late. */
export function byPressing(a: DispatchRow, b: DispatchRow): number {
  return (
    a.urgency.localeCompare(b.urgency) ||
    (lateSince(a) ?? a.requested_at).localeCompare(lateSince(b) ?? b.requested_at)
  );
}

/** Tickets for which more than one task stands in the list: there the task's own number tells them apart. */
export function ticketsOfSeveral(rows: Pick<DispatchRow, "incident_id">[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const several = new Set<string>();
  for (const { incident_id } of rows) (seen.has(incident_id) ? several : seen).add(incident_id);
  return several;
}

const ORDER: readonly DutyState[] = [
  "available",
  "ringing",
  "on_call",
  "wrap_up",
  "no_answer",
  "link_lost",
  "paused",
  "off",
];

/** By state, free ones first; within a state the longest there first. */
export function byState(a: CounsellorRow, b: CounsellorRow): number {
  return ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.since.localeCompare(b.since);
}

/** Which case comes first, with whom it waits, and how far its steps are; pure. */
import type {
  ApprovalRow,
  CaseRow,
  CaseSheet,
  CaseStep,
  SheetRow,
  Somebody,
} from "@helpline/shared/types";
import { STEPS } from "./codes.ts";

/** `again`: it was done before the case was reopened, and is to be done anew. */
export type RailState = "done" | "now" | "waiting" | "begun" | "again" | "ahead";

/** The six steps as the server computed them, each in one of the six states a screen shows. */
export function rail(row: CaseRow): { step: CaseStep; state: RailState }[] {
  return STEPS.map((step) => ({ step, state: stateOf(row, step) }));
}

function stateOf(row: CaseRow, step: CaseStep): RailState {
  const standing = row.steps[step];
  if (standing === "done" || standing === "waiting") return standing;
  if (row.state === "open" && step === row.step) return "now";
  if (standing === "doing") return "begun";
  return row.episode > 1 ? "again" : "ahead";
}

export function isLate(row: CaseRow, nowMs: number): boolean {
  return row.next_due !== null && Date.parse(row.next_due.due_at) <= nowMs;
}

/** What is due soonest, and so what is late, comes first; closed cases come last, the newest of them first. */
export function byDue(a: CaseRow, b: CaseRow): number {
  return due(a) - due(b) || b.opened_at.localeCompare(a.opened_at);
}

function due(row: CaseRow): number {
  return row.next_due ? Date.parse(row.next_due.due_at) : Number.MAX_SAFE_INTEGER;
}

export type Waits = { on: "owner" | "asked" | "supervisor" | "nobody"; who: Somebody | null };

/** Who has to do what is due next; nobody for a closed case. */
export function waits(row: CaseRow): Waits {
  if (row.state === "closed") return { on: "nobody", who: null };
  const kind = row.next_due?.due;
  if (kind === "accept" && row.assignment) return { on: "asked", who: row.assignment.to };
  const isAsked = kind === "plan" || kind === "assessment" ? asksApproval(row) : false;
  if (kind === "review" || isAsked || row.steps.closure === "waiting") {
    return { on: "supervisor", who: row.supervisor };
  }
  return { on: "owner", who: row.owner };
}

function asksApproval({ steps }: CaseRow): boolean {
  return steps.assessment === "waiting" || steps.plan === "waiting";
}

/** The revision that is worked on: the newest of the present episode. */
export function newest(rows: SheetRow[], sheet: CaseSheet, episode: number): SheetRow | null {
  const known = rows.filter((row) => row.sheet === sheet && row.episode === episode);
  return known.reduce<SheetRow | null>(
    (last, row) => (last && last.revision >= row.revision ? last : row),
    null,
  );
}

/** What became of the last request for this very revision; null when nobody has asked. */
export function lastApproval(rows: ApprovalRow[], of: SheetRow): ApprovalRow | null {
  const known = rows.filter(
    ({ sheet, episode, revision }) =>
      sheet === of.sheet && episode === of.episode && revision === of.revision,
  );
  return known.reduce<ApprovalRow | null>(
    (last, row) => (last && last.requested_at >= row.requested_at ? last : row),
    null,
  );
}

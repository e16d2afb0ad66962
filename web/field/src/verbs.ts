/** What a worker may decide about a task, and how it is told to the server; it retries nothing and keeps nothing. */

import { fieldCommands, within } from "@helpline/shared/api";
import type {
  DeclineReason,
  HandBackReason,
  Id,
  MoreReason,
  Outcome,
  Receipt,
  RollReason,
  TaskRow,
  TellOfVisit,
} from "@helpline/shared/types";
import type { Kept } from "./shelf.ts";

export type { Receipt };

export type Found = Pick<TellOfVisit, "met" | "safe" | "needs"> & { words: string | null };

export type Decision =
  | { verb: "shown" | "accept" | "depart" | "arrive" | "admit" }
  | { verb: "decline"; reason: DeclineReason }
  | { verb: "hand_back"; reason: HandBackReason }
  | { verb: "check_in"; pin: string | null }
  | { verb: "pace"; minutes: number }
  | { verb: "shift"; on: boolean }
  | { verb: "ask_swap"; shift_id: Id; to_worker: Id }
  | { verb: "answer_swap"; swap_id: Id; yes: boolean }
  | { verb: "share_location"; on: boolean }
  | { verb: "ask_call"; whom: "caller" | "counsellor" }
  | ({ verb: "report"; photos: number } & Found)
  | {
      verb: "photo";
      report_id: Id;
      photo: number;
      part: number;
      of: number;
      data: string;
    }
  | {
      verb: "roll_see";
      day: string;
      child_id: Id;
      came_at?: string;
      left_at?: string;
      moved?: boolean;
    }
  | {
      verb: "roll_meet";
      day: string;
      child_id: Id;
      nickname: string;
      sex: "girl" | "boy" | null;
    }
  | { verb: "roll_correct"; day: string; child_id: Id; reason: RollReason; seen: false }
  | { verb: "roll_count"; day: string; unnamed: number }
  | { verb: "roll_explain"; day: string; reason: MoreReason }
  | { verb: "case_note"; case_id: Id; words: string }
  | {
      verb: "case_check";
      case_id: Id;
      kind: "child_seen" | "follow_up";
      words: string;
      happened_at: string | null;
      next_on: string | null;
    }
  | { verb: "located"; lat: number; lon: number; accuracy_m: number }
  | { verb: "complete"; outcome: Outcome; centre_id?: Id };

// A piece of a photo on 2G; everything else is small and has the usual time.
const HEAVY_MS = 90_000;

/**
 * Tells the server everything in `items`: a receipt for each, and the tasks as they are. Throws
 * Problem; the reason of `signal` when the caller gave up.
 */
export async function tell(
  items: Kept[],
  signal: AbortSignal,
): Promise<{ receipts: Receipt[]; tasks: TaskRow[] }> {
  const body = { commands: items.map(command), sent_at: new Date().toISOString() };
  const patience = items.some(isHeavy) ? { fetch: within(HEAVY_MS) } : {};
  return fieldCommands({ body, signal, ...patience });
}

/** A piece of a photo: whatever else waits goes before it, since nobody's safety hangs on a photo. */
export function isHeavy({ decision }: Kept): boolean {
  return decision.verb === "photo";
}

/** What is left of a decision once the server has it: no PIN, no word of a visit, no picture, no name of a child. */
export function spent(decision: Decision): Decision {
  if (decision.verb === "check_in") return { ...decision, pin: null };
  if (decision.verb === "photo") return { ...decision, data: "" };
  if (decision.verb === "report") return { ...decision, met: [], needs: [], words: null };
  if (decision.verb === "roll_meet") return { ...decision, nickname: "" };
  if (isOfCase(decision)) return { ...decision, words: "" };
  return decision;
}

type OfCase = Extract<Decision, { verb: `case_${string}` }>;

/** What was written in a case; it is on no other paper, so a refusal leaves the words until it was read. */
export function isOfCase(decision: Decision): decision is OfCase {
  return decision.verb.startsWith("case_");
}

/** Whether the whole decision stays on the phone, and not only what is left of it. */
export function isWhole({ decision, receipt, read }: Pick<Kept, "decision" | "receipt" | "read">) {
  return !receipt || (receipt.result === "refused" && !read && isOfCase(decision));
}

/** What the phone tells by itself: nobody pressed it, and nobody is told what became of it. */
export const QUIET: ReadonlySet<Decision["verb"]> = new Set(["shown", "located"]);

/** These may be said again while the same waits: a switch goes to and fro, a sign of life is given often, a photo has pieces. */
export const REPEATED: ReadonlySet<Decision["verb"]> = new Set([
  "shift",
  "ask_swap",
  "answer_swap",
  "share_location",
  "check_in",
  "pace",
  "ask_call",
  "report",
  "photo",
  "roll_see",
  "roll_meet",
  "roll_correct",
  "roll_count",
  "roll_explain",
  "case_note",
  "case_check",
]);

/** Whether a worker is told what became of it: of a photo's pieces only of the last one. */
export function isTold(decision: Decision): boolean {
  if (decision.verb === "photo") return decision.part === decision.of;
  return !QUIET.has(decision.verb);
}

/** In place of a task's id, for what concerns the worker and no task. */
export const NO_TASK = "";

type OfNoTask = Extract<
  Decision,
  { verb: "shift" | "ask_swap" | "answer_swap" | `roll_${string}` | `case_${string}` }
>;

function isOfNoTask(decision: Decision): decision is OfNoTask {
  return /^(shift|ask_swap|answer_swap|roll_.*|case_.*)$/.test(decision.verb);
}

function command({ id, seq, dispatchId, decision, madeAt, offsetMs }: Kept) {
  const made = { id, seq, made_at: madeAt, clock_offset_ms: offsetMs };
  if (isOfNoTask(decision)) return { ...made, ...decision };
  return { ...made, dispatch_id: dispatchId, ...decision };
}

/** The verbs of a counsellor's duty and which of them the present state allows. */
import {
  staffEndDuty,
  staffPauseDuty,
  staffResumeDuty,
  staffStartDuty,
} from "@helpline/shared/api";
import type { DutyRow, DutyState, PauseReason } from "@helpline/shared/types";

export const PAUSE_REASONS: readonly PauseReason[] = [
  "tea",
  "meal",
  "prayer",
  "toilet",
  "training",
  "meeting",
  "debrief",
];

export type DutyVerb = "start" | "resume" | "pause" | "end";

const VERBS: Record<DutyState, readonly DutyVerb[]> = {
  off: ["start"],
  available: ["pause", "end"],
  ringing: [],
  on_call: [],
  wrap_up: ["pause"],
  paused: ["resume", "end"],
  no_answer: ["resume", "pause", "end"],
  link_lost: ["end"],
};

/** What may be asked for now; the server has the last word. */
export function verbsFor(state: DutyState): readonly DutyVerb[] {
  return VERBS[state] ?? [];
}

const ASK = { start: staffStartDuty, resume: staffResumeDuty, end: staffEndDuty };

/** Asks the server. Throws Problem. */
export function askDuty(verb: keyof typeof ASK): Promise<DutyRow> {
  return ASK[verb]();
}

/** Asks to be away for a while. Throws Problem. */
export function askPause(reason: PauseReason): Promise<DutyRow> {
  return staffPauseDuty({ body: { reason } });
}

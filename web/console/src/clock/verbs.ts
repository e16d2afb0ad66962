/** The verbs of clock, weddings, papers and targets, as the server knows them; each throws Problem. */
import {
  clockEnd,
  clockPause,
  clockResume,
  clockSayDate,
  clockSetTarget,
  clockTakeStep,
  papersAcknowledge,
  papersGive,
  papersMake,
} from "@helpline/shared/api";
import type {
  HowPaperGiven,
  MarriageStep,
  NewTarget,
  PaperWanted,
  PauseReasonOfClock,
  Post,
} from "@helpline/shared/types";

const of = (incident_id: string) => ({ path: { incident_id } });

export const pauseClock = (id: string, reason: PauseReasonOfClock) =>
  clockPause({ ...of(id), body: { reason } });
export const resumeClock = (id: string) => clockResume(of(id));

/** The day as told; null is "nobody knows". */
export const sayWedding = (id: string, day: string | null, hour: string | null) =>
  clockSayDate({ ...of(id), body: { day, hour } });
/** `stepId` is the screen's own: a step that is sent once more is the same one. */
export const takeStep = (
  id: string,
  stepId: string,
  kind: MarriageStep,
  word: string,
  note: string,
) => clockTakeStep({ ...of(id), body: { id: stepId, kind, word, note: note.trim() || null } });
export const endMarriage = (id: string, reason: "married" | "false_report") =>
  clockEnd({ ...of(id), body: { reason } });

export const makePaper = (id: string, body: PaperWanted) => papersMake({ ...of(id), body });
export const givePaper = (incident_id: string, paper_id: string, post: Post, how: HowPaperGiven) =>
  papersGive({ path: { incident_id, paper_id }, body: { post, how } });
export const confirmPaper = (incident_id: string, paper_id: string, post: Post) =>
  papersAcknowledge({ path: { incident_id, paper_id }, body: { post } });

export const setTarget = (body: NewTarget) => clockSetTarget({ body });

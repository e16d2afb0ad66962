/** What a filled form is about: an incident, a stay or a centre; the same questions and verbs, each at its own address. */
import {
  careCompleteOfStay,
  careCompleteStandards,
  careCorrectOfStay,
  careCorrectStandards,
  careFillOfStay,
  careFillStandards,
  careFormOfStay,
  careOfStay,
  careSaveOfStay,
  careSaveStandards,
  careSeeStandards,
  careStandards,
  formsComplete,
  formsCorrect,
  formsFill,
  formsFilledForm,
  formsFilledForms,
  formsSave,
} from "@helpline/shared/api";
import type { FilledRow, FilledRows } from "@helpline/shared/types";
import type { Answers } from "./definition.ts";

type Save = { answers: Answers; version: number };

export type About = {
  /** What answers are kept by on this page. */
  key: readonly [kind: string, id: string];
  list: (signal: AbortSignal) => Promise<FilledRows>;
  read: (answer: string, signal: AbortSignal, revision?: number) => Promise<FilledRow>;
  fill: (id: string, version_id: string, answers: Answers) => Promise<FilledRow>;
  save: (answer: string, body: Save, keepalive?: boolean) => Promise<FilledRow>;
  complete: (answer: string, version: number) => Promise<FilledRow>;
  correct: (answer: string, body: Save & { why: string }) => Promise<FilledRow>;
};

const asked = (revision?: number) => (revision === undefined ? {} : { revision });

export const aboutIncident = (incident_id: string): About => ({
  key: ["incident", incident_id],
  list: (signal) => formsFilledForms({ path: { incident_id }, signal }),
  read: (answer_id, signal, revision) =>
    formsFilledForm({ path: { incident_id, answer_id }, query: asked(revision), signal }),
  fill: (id, version_id, answers) =>
    formsFill({ path: { incident_id }, body: { id, version_id, answers } }),
  save: (answer_id, body, keepalive = false) =>
    formsSave({ path: { incident_id, answer_id }, body, keepalive }),
  complete: (answer_id, version) =>
    formsComplete({ path: { incident_id, answer_id }, body: { version } }),
  correct: (answer_id, body) => formsCorrect({ path: { incident_id, answer_id }, body }),
});

export const aboutStay = (stay_id: string): About => ({
  key: ["stay", stay_id],
  list: (signal) => careOfStay({ path: { stay_id }, signal }),
  read: (answer_id, signal, revision) =>
    careFormOfStay({ path: { stay_id, answer_id }, query: asked(revision), signal }),
  fill: (id, version_id, answers) =>
    careFillOfStay({ path: { stay_id }, body: { id, version_id, answers } }),
  save: (answer_id, body, keepalive = false) =>
    careSaveOfStay({ path: { stay_id, answer_id }, body, keepalive }),
  complete: (answer_id, version) =>
    careCompleteOfStay({ path: { stay_id, answer_id }, body: { version } }),
  correct: (answer_id, body) => careCorrectOfStay({ path: { stay_id, answer_id }, body }),
});

export const aboutCentre = (centre_id: string): About => ({
  key: ["centre", centre_id],
  list: (signal) => careStandards({ path: { centre_id }, signal }),
  read: (answer_id, signal, revision) =>
    careSeeStandards({ path: { centre_id, answer_id }, query: asked(revision), signal }),
  fill: (id, version_id, answers) =>
    careFillStandards({ path: { centre_id }, body: { id, version_id, answers } }),
  save: (answer_id, body, keepalive = false) =>
    careSaveStandards({ path: { centre_id, answer_id }, body, keepalive }),
  complete: (answer_id, version) =>
    careCompleteStandards({ path: { centre_id, answer_id }, body: { version } }),
  correct: (answer_id, body) => careCorrectStandards({ path: { centre_id, answer_id }, body }),
});

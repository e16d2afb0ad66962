/** The questions and verbs on forms as the server knows them; each throws Problem. */
import {
  formsBegin,
  formsBeginDraft,
  formsCheck,
  formsComplete,
  formsCorrect,
  formsDiscardDraft,
  formsFill,
  formsFilledForm,
  formsFilledForms,
  formsPublish,
  formsRetire,
  formsSave,
  formsSaveDraft,
  formsSee,
  formsSeeAll,
  formsSeeVersion,
  formsTakeIn,
  Problem,
  programmesRename,
  programmesSee,
} from "@helpline/shared/api";
import type { FormFile, NewForm, NewName } from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";
import type { Answers, Definition, Flaw } from "./definition.ts";

export const formsQuery = queryOptions({
  queryKey: ["forms"],
  queryFn: ({ signal }) => formsSeeAll({ signal }),
});

export const formQuery = (code: string) =>
  queryOptions({
    queryKey: ["forms", code],
    queryFn: ({ signal }) => formsSee({ path: { code }, signal }),
  });

export const versionQuery = (version_id: string) =>
  queryOptions({
    queryKey: ["form-version", version_id],
    queryFn: ({ signal }) => formsSeeVersion({ path: { version_id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const filledQuery = (incident_id: string) =>
  queryOptions({
    queryKey: ["filled", incident_id],
    queryFn: ({ signal }) => formsFilledForms({ path: { incident_id }, signal }),
  });

export const answerQuery = (incident_id: string, answer_id: string, revision?: number) =>
  queryOptions({
    queryKey: ["filled", incident_id, answer_id, revision],
    queryFn: ({ signal }) =>
      formsFilledForm({
        path: { incident_id, answer_id },
        query: revision === undefined ? {} : { revision },
        signal,
      }),
  });

export const programmesQuery = queryOptions({
  queryKey: ["programmes"],
  queryFn: ({ signal }) => programmesSee({ signal }),
});

export const beginForm = (body: NewForm) => formsBegin({ body });
export const takeIn = (body: FormFile) => formsTakeIn({ body });
export const beginDraft = (code: string) => formsBeginDraft({ path: { code }, body: {} });
export const saveDraft = (code: string, definition: Definition, rev: number, note: string) =>
  formsSaveDraft({ path: { code }, body: { definition, rev, note: note || null } });
export const discardDraft = (code: string, rev: number) =>
  formsDiscardDraft({ path: { code }, body: { rev } });
export const check = (code: string, definition: Definition) =>
  formsCheck({ path: { code }, body: { definition } });
export const publish = (code: string, rev: number, confirm: string[]) =>
  formsPublish({ path: { code }, body: { rev, confirm } });
export const retire = (code: string) => formsRetire({ path: { code } });

export const fill = (incident_id: string, id: string, version_id: string, answers: Answers) =>
  formsFill({ path: { incident_id }, body: { id, version_id, answers } });
export const save = (incident_id: string, answer_id: string, answers: Answers, version: number) =>
  formsSave({ path: { incident_id, answer_id }, body: { answers, version } });
export const complete = (incident_id: string, answer_id: string, version: number) =>
  formsComplete({ path: { incident_id, answer_id }, body: { version } });
export const correct = (
  incident_id: string,
  answer_id: string,
  answers: Answers,
  version: number,
  why: string,
) => formsCorrect({ path: { incident_id, answer_id }, body: { answers, version, why } });

export const rename = (code: string, body: NewName) => programmesRename({ path: { code }, body });

/** What the server found wrong, by the path of each field; nothing for any other refusal. */
export function flawsOf(error: unknown): Flaw[] {
  const flaws = error instanceof Problem ? error.facts.flaws : undefined;
  return Array.isArray(flaws) ? (flaws as Flaw[]) : [];
}

/** The questions and verbs on forms as the server knows them; each throws Problem. */
import {
  formsBegin,
  formsBeginDraft,
  formsCheck,
  formsDiscardDraft,
  formsPublish,
  formsRetire,
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
import type { About } from "./about.ts";
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

export const filledQuery = (about: About) =>
  queryOptions({
    queryKey: ["filled", ...about.key],
    queryFn: ({ signal }) => about.list(signal),
  });

export const answerQuery = (about: About, answer_id: string, revision?: number) =>
  queryOptions({
    queryKey: ["filled", ...about.key, answer_id, revision],
    queryFn: ({ signal }) => about.read(answer_id, signal, revision),
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
export const saveDraftLast = (
  code: string,
  definition: Definition,
  rev: number,
  note: string,
): void => {
  const body = { definition, rev, note: note || null };
  void formsSaveDraft({ path: { code }, body, keepalive: true }).catch(() => undefined);
};
export const discardDraft = (code: string, rev: number) =>
  formsDiscardDraft({ path: { code }, body: { rev } });
export const check = (code: string, definition: Definition) =>
  formsCheck({ path: { code }, body: { definition } });
export const publish = (code: string, rev: number, confirm: string[]) =>
  formsPublish({ path: { code }, body: { rev, confirm } });
export const retire = (code: string) => formsRetire({ path: { code } });

/** A request that outlives the page: a reload loses nothing typed. */
export const saveLast = (
  about: About,
  answer_id: string,
  answers: Answers,
  version: number,
): void => {
  void about.save(answer_id, { answers, version }, true).catch(() => undefined);
};

export const rename = (code: string, body: NewName) => programmesRename({ path: { code }, body });

/** What the server found wrong, by the path of each field; nothing for any other refusal. */
export function flawsOf(error: unknown): Flaw[] {
  const flaws = error instanceof Problem ? error.facts.flaws : undefined;
  return Array.isArray(flaws) ? (flaws as Flaw[]) : [];
}

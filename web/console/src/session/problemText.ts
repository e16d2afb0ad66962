/** A refused request as a sentence for the person who asked; it hides codes and keeps the server's reason. */
import { Problem } from "@helpline/shared/api";
import { hasWords } from "@helpline/shared/i18n";
import type { Say } from "../say/useSay.ts";

// Their details name fields and states as the program knows them.
const TECHNICAL = ["input_is_invalid", "illegal_move"];

/** In English the server's own sentence, in Bangla the catalogue's for the code; else a plain apology. */
export function problemText(error: unknown, say: Say): string {
  if (!(error instanceof Problem)) return say.t("console.problem.unknown");
  const id = `console.problem.${error.code}`;
  // The server's own sentence is in English and may name who or what; the catalogue speaks both.
  if (say.lang === "en" && error.detail && !TECHNICAL.includes(error.code)) return error.detail;
  if (hasWords(id)) return say.t(id);
  if (error.status === 0) return say.t("problem.no_answer");
  if (error.status === 429) return say.t("problem.too_many");
  return error.detail || say.t("console.problem.unknown");
}

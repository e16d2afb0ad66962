/** A refused verb of a meeting as a sentence: what in a text tells who the child is, how many are missing. */
import { Problem } from "@helpline/shared/api";
import { hasWords } from "@helpline/shared/i18n";
import { phrase } from "../say/phrase.ts";
import type { Say } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";

/** The catalogue's sentence in both languages. */
export function boardRefusal(error: unknown, say: Say): string {
  if (!(error instanceof Problem)) return problemText(error, say);
  const { code, facts } = error;
  const id = `console.problem.${code}`;
  if (code === "text_tells_who" && Array.isArray(facts.what)) {
    const kinds = facts.what.map((kind) => say.word("tells_who", String(kind)));
    return `${say.t(id)} ${phrase(kinds, say.lang)}`;
  }
  if (code === "no_quorum" && typeof facts.there === "number") {
    const needed = Number(facts.needed);
    return say.t("console.committees.too_few", { there: facts.there, needed });
  }
  return hasWords(id) && code !== "input_is_invalid" ? say.t(id) : problemText(error, say);
}

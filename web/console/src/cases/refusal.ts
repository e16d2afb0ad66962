/** A refused verb of a case as a sentence: what was legal, what holds it, what is not said yet. */
import { Problem } from "@helpline/shared/api";
import { hasWords } from "@helpline/shared/i18n";
import { phrase } from "../say/phrase.ts";
import type { Say } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";

/** The catalogue's sentence in both languages: the server's own names fields and codes. */
export function refusalText(error: unknown, say: Say): string {
  if (!(error instanceof Problem)) return problemText(error, say);
  const { facts } = error;
  const told = [sentence(error, say)];
  if (Array.isArray(facts.holds)) told.push(phrase(unique(holds(facts.holds, say)), say.lang));
  if (Array.isArray(facts.lacks)) {
    told.push(phrase(unique(facts.lacks.map((path) => lackText(String(path), say))), say.lang));
  }
  if (Array.isArray(facts.legal) && facts.legal.length > 0) {
    const verbs = facts.legal.map((verb) => say.word("case_legal", String(verb))).join(", ");
    told.push(say.t("console.case.legal_now", { verbs }));
  }
  return told.join(" ");
}

function sentence(error: Problem, say: Say): string {
  const id = `console.problem.${error.code}`;
  if (error.code === "child_has_a_case" && typeof error.facts.number === "string") {
    return say.t("console.case.child_has", { number: say.n(error.facts.number) });
  }
  return error.status !== 422 && hasWords(id) ? say.t(id) : problemText(error, say);
}

function holds(found: unknown[], say: Say): string[] {
  return found.map((hold) => say.word("case_hold", (hold as { kind?: string }).kind));
}

/** "domains.law" is the domain; "goals.0.actions.1.responsible" is that nobody is responsible. */
export function lackText(path: string, say: Say): string {
  const [first = "", second = ""] = path.split(".");
  if (first === "domains") return say.word("case_domain", second);
  return say.word("case_lack", first === "goals" ? (path.split(".").pop() ?? first) : first);
}

function unique(words: string[]): string[] {
  return [...new Set(words)];
}

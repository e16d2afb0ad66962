/** A refused verb of a transfer as a sentence: what is missing, what comes first, from which day on. */
import { Problem } from "@helpline/shared/api";
import { hasWords } from "@helpline/shared/i18n";
import type { CashLack } from "@helpline/shared/types";
import { phrase } from "../say/phrase.ts";
import type { Say } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { taka } from "./money.ts";

/** What criteria and conditions are called, by code: the scheme says it. */
export type NameOf = (code: string) => string;

export function cashRefusal(error: unknown, say: Say, nameOf: NameOf = (code) => code): string {
  if (!(error instanceof Problem)) return problemText(error, say);
  const { code, facts } = error;
  const id = `console.problem.${code}`;
  if (code === "evidence_is_missing" && Array.isArray(facts.lacks)) {
    const lacks = facts.lacks.map((one) => lackText(one as CashLack, say, nameOf));
    return `${say.t(id)} ${phrase(lacks, say.lang)}`;
  }
  if (code === "tranche_is_not_due" && typeof facts.due_on === "string") {
    return say.t("console.cash.due_from", { day: say.day(`${facts.due_on}T06:00:00Z`) });
  }
  if (code === "out_of_order" && typeof facts.tranche === "number") {
    return say.t("console.cash.comes_first", { n: facts.tranche });
  }
  if (code === "child_is_enrolled" && typeof facts.number === "string") {
    return say.t("console.cash.enrolled_as", { number: say.n(facts.number) });
  }
  if (code === "child_was_paid" && typeof facts.poisha === "number") {
    const [number, sum] = [say.n(String(facts.number)), taka(facts.poisha, say)];
    return say.t("console.cash.was_paid", { number, sum });
  }
  return error.status !== 422 && hasWords(id) ? say.t(id) : problemText(error, say);
}

export function lackText({ code, why }: CashLack, say: Say, nameOf: NameOf): string {
  return say.t("console.cash.lack", { what: nameOf(code), why: say.word("cash_lack", why) });
}

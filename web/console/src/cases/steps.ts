/** A step of a case's timeline as a sentence; a kind no catalogue knows still reads as words. */
import { hasWords } from "@helpline/shared/i18n";
import type { TimelineRow } from "@helpline/shared/types";
import { taka } from "../cash/money.ts";
import { timelineKey } from "../say/timeline.ts";
import type { Say } from "../say/useSay.ts";
import { humanised } from "../say/word.ts";

/** Which family of words each fact belongs to; what an event ended as depends on the event. */
const FAMILIES: Record<string, string> = {
  risk: "case_risk",
  kind: "case_check",
  sheet: "case_sheet",
  due: "case_due",
  level: "case_level",
  relation: "case_kin",
  what: "stay_what",
};
const HOW: Record<string, string> = {
  "case.action_ended": "case_action",
  "case.approval_ended": "case_approval",
  "case.assignment_ended": "case_assignment",
};
/** What a state is called depends on what it is the state of. */
const STATES: Record<string, string> = {
  "case.cash_decided": "cash_enrolment",
  "case.cash_ended": "cash_enrolment",
  "case.cash_tranche_moved": "cash_tranche",
  "case.cash_payment_moved": "cash_payment",
  "case.cash_grievance_moved": "cash_grievance",
};
const BLANK = {
  number: "",
  revision: "",
  episode: "",
  how: "",
  kind: "",
  risk: "",
  what: "",
  state: "",
  tranche: "",
  poisha: "",
};

export function caseStepText({ kind, facts, actor }: TimelineRow, say: Say): string {
  const id = timelineKey(kind);
  const words = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, factText(kind, name, value, say)]),
  );
  const sentence = hasWords(id) ? say.t(id, { ...BLANK, ...words }) : humanised(kind);
  const about = [words.sheet, words.due, words.level].filter(Boolean).join(" · ");
  const who = actor.name ? say.words(actor.name) : say.t("console.case.by_system");
  return [sentence, about, who].filter(Boolean).join(" · ");
}

function factText(kind: string, name: string, value: unknown, say: Say): string {
  if (value === null || value === undefined || typeof value === "object") return "";
  if (name === "poisha") return taka(Number(value), say);
  const family = familyOf(kind, name);
  return family ? say.word(family, String(value)) : say.n(String(value));
}

function familyOf(kind: string, name: string): string | undefined {
  if (name === "how") return HOW[kind];
  return name === "state" ? STATES[kind] : FAMILIES[name];
}

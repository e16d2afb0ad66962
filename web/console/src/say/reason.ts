/** A reason (code and facts) as a sentence of the reader's language; it ranks and decides nothing. */
import { hasWords } from "@helpline/shared/i18n";
import type { Reason, Words } from "@helpline/shared/types";
import type { Say } from "./useSay.ts";
import { humanised } from "./word.ts";

type Facts = Record<string, unknown>;
export type LabelOf = (category: string) => string;

/** `reasonText("why_responder", …)`; `labelOf` names a category by its code. */
export function reasonText(family: string, { code, params }: Reason, say: Say, labelOf: LabelOf) {
  const id = `console.${family}.${code.replaceAll(".", "_")}`;
  if (!hasWords(id)) return humanised(code);
  return say.t(id, readable(params ?? {}, say, labelOf));
}

/** Facts as a reader reads them: codes become words, lengths become m:ss, numbers the reader's digits. */
export function readable(facts: Facts, say: Say, labelOf: LabelOf): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, oneFact(name, value, say, labelOf)]),
  );
}

const FAMILY_OF: Record<string, string> = {
  language: "language",
  channel: "channel",
  channels: "channel",
  level: "coverage",
  outcome: "outcome",
  basis: "basis",
  mode: "mode",
  what: "party_set",
  kind: "place_kind",
  found: "found",
  stop: "clock",
  marriage_step: "marriage_step",
  marriage_word: "marriage_word",
  paper_kind: "paper",
  post: "post",
  how: "how_given",
};

function oneFact(name: string, value: unknown, say: Say, labelOf: LabelOf): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) {
    return value.map((each) => oneFact(name, each, say, labelOf)).join(", ");
  }
  if (typeof value === "object") return say.words(value as Words);
  if (name === "category" || name === "categories") return labelOf(String(value));
  if (name === "s" || name.endsWith("seconds")) return say.span(Number(value));
  if (name === "opens_at") return `${say.day(String(value))} ${say.clock(String(value))}`;
  if (name === "until" || name === "said_at") return say.clock(String(value));
  if (name === "km" || name === "distance_km") return say.km(Number(value));
  if (typeof value === "number") return say.n(value);
  const family = FAMILY_OF[name];
  return family ? say.word(family, String(value)) : asWritten(String(value), say);
}

/** Ticket numbers follow the reader's digits; codes such as P1 stay Latin. */
function asWritten(value: string, say: Say): string {
  return /^[\d-]+$/.test(value) ? say.n(value) : value;
}

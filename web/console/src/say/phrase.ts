/** Several reasons as one calm sentence of the reader's language; it chooses and orders none. */
import type { Lang } from "@helpline/shared/types";

const AND: Record<Lang, string> = { bn: " ও ", en: " and " };
const STOP: Record<Lang, string> = { bn: "।", en: "." };

/** "the child is hurt", "Child labourer" → "The child is hurt and child labourer." Bangla has no capitals. */
export function phrase(parts: readonly string[], lang: Lang): string {
  const said = parts.filter(Boolean).map(small);
  // A part with a comma of its own needs a stronger one between the parts.
  const between = said.some((part) => part.includes(",")) ? "; " : ", ";
  const last = said.pop();
  if (!last) return "";
  const sentence = said.length > 0 ? said.join(between) + AND[lang] + last : last;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1) + STOP[lang];
}

/** A label's capital is for the head of a line; an abbreviation such as HIV keeps its letters. */
function small(part: string): string {
  return /^[A-Z](?![A-Z])/.test(part) ? part.charAt(0).toLowerCase() + part.slice(1) : part;
}

/** A sentence in the language the reader is not using: the form's questions stand in both. */
import type { Lang } from "@helpline/shared/types";
import { WORDS } from "./catalogues.ts";

/** The plain text of a key without parameters; "" when the catalogue lacks it, or is not here yet. */
export function otherWords(lang: Lang, id: string): string {
  const message = WORDS[lang]?.[id];
  if (typeof message === "string") return message;
  return Array.isArray(message) && typeof message[0] === "string" ? message[0] : "";
}

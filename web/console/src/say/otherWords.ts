/** A sentence in the language the reader is not using: the form's questions stand in both. */
import bn from "@helpline/shared/locales/bn.po?areas=common,agency,console,problem&po";
import en from "@helpline/shared/locales/en.po?areas=common,agency,console,problem&po";
import type { Lang } from "@helpline/shared/types";

const WORDS: Record<Lang, Record<string, unknown>> = { bn, en };

/** The plain text of a key without parameters; "" when the catalogue lacks it. */
export function otherWords(lang: Lang, id: string): string {
  const message = WORDS[lang][id];
  if (typeof message === "string") return message;
  return Array.isArray(message) && typeof message[0] === "string" ? message[0] : "";
}

/** The words of both languages: Bangla comes with the console, English in a file of its own right after it. */
import { loadCatalogue } from "@helpline/shared/i18n";
import bn from "@helpline/shared/locales/bn.po?areas=common,agency,console,problem&po";
import type { Lang } from "@helpline/shared/types";

type Catalogue = Record<string, unknown>;

/** What is here by now. */
export const WORDS: Partial<Record<Lang, Catalogue>> = { bn };
loadCatalogue("bn", bn);

let asked: Promise<boolean> | null = null;

/** Fetches English once; false when it can't be had now. */
export function withEnglish(): Promise<boolean> {
  asked ??= import("@helpline/shared/locales/en.po?areas=common,agency,console,problem&po").then(
    ({ default: en }) => {
      WORDS.en = en;
      loadCatalogue("en", en);
      return true;
    },
    () => {
      asked = null;
      return false;
    },
  );
  return asked;
}

/** The words of the screens in the reader's language, from compiled catalogues; it holds no word itself. */

import { setupI18n } from "@lingui/core";
import type { Lang } from "./types.ts";

export type Catalogue = Parameters<typeof i18n.load>[1];
export type Params = Record<string, string | number>;

const i18n = setupI18n({
  missing: (_locale, id) => `⟦${id}⟧`,
});

/** Takes the compiled messages of one language. Several apps' parts may be added one after the other. */
export function loadCatalogue(lang: Lang, messages: Catalogue): void {
  i18n.load(lang, messages);
}

/** Speaks this language from now on. */
export function speak(lang: Lang): void {
  i18n.activate(lang);
}

/** The language in use. */
export function language(): Lang {
  return i18n.locale === "en" ? "en" : "bn";
}

/** The words of a key `area.key`, with its parameters put in. A missing key shows itself in ⟦brackets⟧. */
export function t(id: string, params?: Params): string {
  return i18n._(id, params);
}

/** True when the catalogue has this key: for codes of the server that a newer version may add. */
export function hasWords(id: string): boolean {
  return i18n.messages[id] !== undefined;
}

/** The reader's language, digits and theme as state of the page; it remembers them on this device only. */

import type { Digits } from "@helpline/shared/format";
import { loadCatalogue, speak } from "@helpline/shared/i18n";
import bn from "@helpline/shared/locales/bn.po?areas=common,agency,console,problem&po";
import en from "@helpline/shared/locales/en.po?areas=common,agency,console,problem&po";
import {
  applyPreferences,
  loadPreferences,
  type Preferences,
  savePreferences,
  shownTheme,
  type Theme,
} from "@helpline/shared/theme";
import type { Lang } from "@helpline/shared/types";
import { create } from "zustand";

type Actions = {
  setLang: (lang: Lang) => void;
  setDigits: (digits: Digits) => void;
  toggleTheme: () => void;
};

/** Remembers a changed preference; the language takes effect at once, without a reload. */
export const usePrefs = create<Preferences & Actions>()((set, get) => {
  const keep = (change: Partial<Preferences>) => {
    const { theme, lang, digits } = { ...get(), ...change };
    speak(lang);
    savePreferences({ theme, lang, digits });
    set(change);
  };
  return {
    ...loadPreferences(),
    setLang: (lang) => keep({ lang }),
    setDigits: (digits) => keep({ digits }),
    toggleTheme: () => keep({ theme: opposite(get().theme) }),
  };
});

/** Takes the words and shows the remembered language and theme; called once, before the first screen. */
export function startPreferences(): void {
  loadCatalogue("bn", bn);
  loadCatalogue("en", en);
  const { theme, lang, digits } = usePrefs.getState();
  speak(lang);
  applyPreferences({ theme, lang, digits });
}

function opposite(theme: Theme): Theme {
  return shownTheme(theme) === "dark" ? "light" : "dark";
}

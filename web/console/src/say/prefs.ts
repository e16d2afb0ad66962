/** The reader's language, digits and theme as state of the page; it remembers them on this device only. */

import type { Digits } from "@helpline/shared/format";
import { speak } from "@helpline/shared/i18n";
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
import { withEnglish } from "./catalogues.ts";

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
    setLang: (lang) => {
      if (lang === "bn") keep({ lang });
      else void withEnglish().then((here) => here && keep({ lang }));
    },
    setDigits: (digits) => keep({ digits }),
    toggleTheme: () => keep({ theme: opposite(get().theme) }),
  };
});

/** Shows the remembered language and theme; called once, before the first screen, which it waits for. */
export async function startPreferences(): Promise<void> {
  if (usePrefs.getState().lang === "en" && !(await withEnglish())) {
    usePrefs.setState({ lang: "bn", digits: "bn" });
  }
  const { theme, lang, digits } = usePrefs.getState();
  speak(lang);
  applyPreferences({ theme, lang, digits });
  void withEnglish(); // a form's questions stand in both
}

function opposite(theme: Theme): Theme {
  return shownTheme(theme) === "dark" ? "light" : "dark";
}

/** A reader's own settings (theme, language, digits) on this device; it stores nothing about anybody else. */

import type { Digits } from "./format.ts";
import type { Lang } from "./types.ts";

export type Theme = "system" | "light" | "dark";
export type Preferences = { theme: Theme; lang: Lang; digits: Digits };

const KEY = "helpline.preferences";
const DEFAULT: Preferences = { theme: "system", lang: "bn", digits: "bn" };

/** What this device remembers; the defaults where storage is closed or holds nonsense. */
export function loadPreferences(): Preferences {
  try {
    return sane(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return DEFAULT;
  }
}

/** Remembers and applies. A closed storage only means that the next visit starts from the defaults. */
export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Private windows may refuse storage; the page in hand still changes.
  }
  applyPreferences(preferences);
}

/** Sets `lang` and `data-theme` on the root; "system" leaves the choice to the system. */
export function applyPreferences({ theme, lang }: Preferences): void {
  const root = document.documentElement;
  root.lang = lang;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

/** Night or day as it looks now, whoever chose it. */
export function shownTheme(theme: Theme): "light" | "dark" {
  if (theme !== "system") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function sane(stored: Partial<Preferences>): Preferences {
  const lang = stored.lang === "en" ? "en" : "bn";
  return {
    theme: stored.theme === "light" || stored.theme === "dark" ? stored.theme : "system",
    lang,
    digits: stored.digits === "latin" || stored.digits === "bn" ? stored.digits : DEFAULT.digits,
  };
}

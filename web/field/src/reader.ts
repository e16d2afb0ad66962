/** The reader's language, digits and theme, and the words in them; it is the only place that loads catalogues. */

import { date, digits, kilometres } from "@helpline/shared/format";
import { loadCatalogue, speak, t } from "@helpline/shared/i18n";
import bn from "@helpline/shared/locales/bn.po?areas=common,urgency,contact,talk,injured,sex,decline,outcome,agency,problem,refused,field&po";
import {
  applyPreferences,
  loadPreferences,
  type Preferences,
  savePreferences,
} from "@helpline/shared/theme";
import { inLang, type Lang, type Place, type Words } from "@helpline/shared/types";

export let reader: Preferences = loadPreferences();
let onChange: () => void = () => undefined;
let knowsEnglish = false;

/** Loads the words and applies what this phone remembers. `changed` is called after each change. */
export async function startReading(changed: () => void): Promise<void> {
  loadCatalogue("bn", bn);
  onChange = changed;
  if (reader.lang === "en" && !(await withEnglish())) {
    reader = { ...reader, lang: "bn", digits: "bn" };
  }
  speak(reader.lang);
  applyPreferences(reader);
}

/** English comes after the first screen, in a file of its own, which lies on the phone like the rest. */
async function withEnglish(): Promise<boolean> {
  if (knowsEnglish) return true;
  try {
    const words = await import(
      "@helpline/shared/locales/en.po?areas=common,urgency,contact,talk,injured,sex,decline,outcome,agency,problem,refused,field&po"
    );
    loadCatalogue("en", words.default);
    knowsEnglish = true;
  } catch {
    // Neither here nor to be had: the app goes on in Bangla.
  }
  return knowsEnglish;
}

/** Changes a setting; the digits follow the language. */
export async function read(change: Partial<Pick<Preferences, "lang" | "theme">>): Promise<void> {
  const lang = change.lang ?? reader.lang;
  if (lang === "en" && !(await withEnglish())) return;
  reader = { ...reader, ...change, digits: lang === "bn" ? "bn" : "latin" };
  speak(lang);
  savePreferences(reader);
  onChange();
}

/** A number or code-free text in the reader's digits. */
export function n(value: string | number): string {
  return digits(value, reader.digits);
}

/** The server's words in the reader's language. */
export function say(words: Words | string | null | undefined): string {
  return inLang(words, reader.lang);
}

/** A distance with its unit, or that it is not known. */
export function distance(km: number | null): string {
  return km === null
    ? t("field.distance_unknown")
    : t("common.km", { km: kilometres(km, reader.digits) });
}

/** A day of a roll in words: noon in Dhaka lies on the same date everywhere near. */
export function dayWords(day: string): string {
  return date(`${day}T06:00:00Z`, reader.lang, reader.digits);
}

/** The name of a place and, apart, what it lies in. */
export function placeWords(place: Place | null): { name: string; within: string } {
  if (!place) return { name: t("field.place_unknown"), within: "" };
  const name = say(place.name);
  // Nearest first; the division adds nothing for somebody who lives there.
  const around = say(place.path).split(", ").slice(0, 2).filter(Boolean);
  return { name: n(name), within: n(around.join(", ")) };
}

/** The language of a text somebody typed, for leading and reading aloud. */
export function scriptOf(text: string): Lang {
  return /[\u0980-\u09ff]/.test(text) ? "bn" : "en";
}

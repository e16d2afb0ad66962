/** Everything a screen says, bound to the reader's language and digits; it knows no screen. */
import {
  clockTime,
  countdown,
  type Digits,
  date,
  dateTime,
  digits,
  duration,
  kilometres,
  maskPhone,
} from "@helpline/shared/format";
import { t } from "@helpline/shared/i18n";
import { type Instant, inLang, type Lang, type Words } from "@helpline/shared/types";
import { useMemo } from "react";
import { usePrefs } from "./prefs.ts";
import { word } from "./word.ts";

export type Say = ReturnType<typeof sayer>;

/** The sayer of the reader; changing language or digits makes every screen that uses it speak anew. */
export function useSay(): Say {
  const lang = usePrefs((prefs) => prefs.lang);
  const as = usePrefs((prefs) => prefs.digits);
  return useMemo(() => sayer(lang, as), [lang, as]);
}

/** Numbers given as parameters are written in the reader's digits. */
export function sayer(lang: Lang, as: Digits) {
  const written = (params?: Params) =>
    params &&
    Object.fromEntries(
      Object.entries(params).map(([k, v]) => [k, typeof v === "number" ? digits(v, as) : v]),
    );
  return {
    lang,
    other: lang === "bn" ? ("en" as const) : ("bn" as const),
    t: (id: string, params?: Params) => t(id, written(params)),
    word: (family: string, code: string | null | undefined) => word(family, code),
    words: (words: Words | string | null | undefined) => inLang(words, lang),
    n: (value: string | number) => digits(value, as),
    clock: (at: Instant, seconds = false) => clockTime(at, as, seconds),
    day: (at: Instant) => date(at, lang, as),
    shortDay: (at: Instant) => digits(SHORT_DAY[lang].format(new Date(at)), as),
    weekday: (at: Instant) => digits(WEEKDAY[lang].format(new Date(at)), as),
    dayOrClock: (at: Instant, nowMs: number) => dateTime(at, nowMs, lang, as),
    span: (seconds: number) => duration(seconds, as),
    left: (dueAt: Instant, nowMs: number) => countdown(dueAt, nowMs, as),
    phone: (number: string) => maskPhone(number, as),
    km: (km: number) => kilometres(km, as),
  };
}

// Asked for in Latin digits, so that the reader's choice alone decides them.
const SHORT_DAY: Record<Lang, Intl.DateTimeFormat> = {
  bn: shortDay("bn-BD-u-nu-latn"),
  en: shortDay("en-GB-u-nu-latn"),
};

const WEEKDAY: Record<Lang, Intl.DateTimeFormat> = {
  bn: weekday("bn-BD-u-nu-latn"),
  en: weekday("en-GB-u-nu-latn"),
};

function weekday(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    timeZone: "Asia/Dhaka",
    weekday: "short",
    day: "numeric",
  });
}

function shortDay(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    timeZone: "Asia/Dhaka",
    weekday: "short",
    day: "numeric",
    month: "long",
  });
}

type Params = Record<string, string | number>;

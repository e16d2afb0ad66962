/** Numbers, times, dates and ticket numbers as a reader wants them; it translates no words. */

import { latinDigits } from "./fold.ts";
import type { Instant, Lang } from "./types.ts";

export { foldForSearch, latinDigits } from "./fold.ts";

export type Digits = "bn" | "latin";

const DHAKA = "Asia/Dhaka";
const BANGLA_ZERO = 0x09e6;

/** The digits of a text, typed in either set, as the reader's digits; codes such as P1 must not be passed here. */
export function digits(text: string | number, as: Digits): string {
  const plain = latinDigits(String(text));
  if (as === "latin") return plain;
  return plain.replace(/[0-9]/g, (d) => String.fromCharCode(BANGLA_ZERO + Number(d)));
}

/** A length as m:ss, or h:mm:ss from one hour on. Negative lengths count as zero. */
export function duration(seconds: number, as: Digits): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${h ? String(m).padStart(2, "0") : m}:${String(s).padStart(2, "0")}`;
  return digits(h ? `${h}:${tail}` : tail, as);
}

/** Seconds since an instant on the server's clock (ms), never below zero. */
export function secondsSince(at: Instant, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(at)) / 1000));
}

/** Seconds until an instant: positive is left, zero or less is past its time. */
export function secondsUntil(at: Instant, nowMs: number): number {
  return Math.ceil((Date.parse(at) - nowMs) / 1000);
}

/** A countdown: "0:56" while time is left, "+3:20" past its time. */
export function countdown(
  dueAt: Instant,
  nowMs: number,
  as: Digits,
): { text: string; late: boolean } {
  const left = secondsUntil(dueAt, nowMs);
  return left > 0
    ? { text: duration(left, as), late: false }
    : { text: `+${duration(-left, as)}`, late: true };
}

/** The clock of Dhaka, 24 hours: "21:44", with seconds on request. */
export function clockTime(at: Instant, as: Digits, withSeconds = false): string {
  const parts = CLOCK.formatToParts(new Date(at));
  const pick = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const text = `${pick("hour")}:${pick("minute")}${withSeconds ? `:${pick("second")}` : ""}`;
  return digits(text, as);
}

/** A day in Dhaka: "২৪ নভেম্বর ২০২৬" or "24 November 2026". */
export function date(at: Instant, lang: Lang, as: Digits): string {
  const parts = DATES[lang].formatToParts(new Date(at));
  const pick = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return digits(`${pick("day")} ${pick("month")} ${pick("year")}`, as);
}

/** Day and clock: the clock alone when it is today in Dhaka. */
export function dateTime(at: Instant, nowMs: number, lang: Lang, as: Digits): string {
  const day = date(at, lang, as);
  const clock = clockTime(at, as);
  return day === date(new Date(nowMs).toISOString(), lang, as) ? clock : `${day}, ${clock}`;
}

/** A ticket number in the reader's digits: 1098-26-000123 → ১০৯৮-২৬-০০০১২৩. */
export function ticket(number: string | number, as: Digits): string {
  return digits(number, as);
}

/** Kilometres, one decimal below 10: "২.১". The unit's word comes from the catalogue. */
export function kilometres(km: number, as: Digits): string {
  return digits(km < 10 ? km.toFixed(1) : String(Math.round(km)), as);
}

/**
 * A telephone number for a list: the national form with its middle hidden, 01012345678 → 0101•••••678.
 * What arrives masked, short, or not a number ("anonymous") stays as it is.
 */
export function maskPhone(number: string, as: Digits): string {
  const national = number.replace(/^\+?880/, "0");
  if (!/^0\d{9,10}$/.test(national)) return digits(number, as);
  const hidden = "•".repeat(national.length - 7);
  return digits(`${national.slice(0, 4)}${hidden}${national.slice(-3)}`, as);
}

const CLOCK = new Intl.DateTimeFormat("en-GB", {
  timeZone: DHAKA,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

// The numbering system is asked for in Latin so that the reader's choice alone decides the digits.
const DATES: Record<Lang, Intl.DateTimeFormat> = {
  bn: longDate("bn-BD-u-nu-latn"),
  en: longDate("en-GB-u-nu-latn"),
};

function longDate(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    timeZone: DHAKA,
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}

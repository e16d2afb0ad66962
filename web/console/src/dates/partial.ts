/** A date of which only the year, or the year and the month, may be known; pure. */
import { latinDigits } from "@helpline/shared/format";
import { type Answer, type Problem, readPasted } from "./typed.ts";

/** As typed, in either digits; "" where nothing is known. The month is `1` to `12`. */
export type Parts = { year: string; month: string; day: string };

export const NOTHING: Parts = { year: "", month: "", day: "" };
const YEAR = /^[1-9]\d{3}$/;
const NUMBER = /^\d{1,2}$/;

/** The parts of `2015`, `2015-03` or `2015-03-05`, without zeros before them. */
export function partsOf(value: string): Parts {
  const [year = "", month = "", day = ""] = value.split("-");
  return { year, month: bare(month), day: bare(day) };
}

function bare(number: string): string {
  return number.replace(/^0+/, "");
}

/** What the server would be told of these, or why nothing: a day needs its month, a month its year. */
export function written(parts: Parts): Answer {
  const [year, month, day] = [parts.year, parts.month, parts.day].map((text) =>
    latinDigits(text).trim(),
  ) as [string, string, string];
  if (!year && !month && !day) return { value: "", problem: null };
  if (!YEAR.test(year) || (day && !month)) return refused("half");
  if ([month, day].some((number) => number && !NUMBER.test(number))) return refused("no_such");
  if (month && !exists(Number(year), Number(month), day ? Number(day) : 1)) {
    return refused("no_such");
  }
  const known = [month, day].filter(Boolean).map((number) => number.padStart(2, "0"));
  return { value: [year, ...known].join("-"), problem: null };
}

function refused(problem: Problem): Answer {
  return { value: null, problem };
}

function exists(year: number, month: number, day: number): boolean {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}

const MONTH_FIRST = /^(\d{1,2})[-./ ](\d{4})$/;
const YEAR_FIRST = /^(\d{4})(?:[-./ ](\d{1,2}))?$/;

/** The parts of a text that was pasted: `2015`, `03/2015`, `2015-03` or a whole day; null when it is no date. */
export function readPartial(text: string): Parts | null {
  const plain = latinDigits(text).trim();
  const whole = readPasted(plain, "day");
  if (whole) return { year: `${whole.year}`, month: `${whole.month}`, day: `${whole.day}` };
  const [, month = "", year = ""] = MONTH_FIRST.exec(plain) ?? [];
  const [, only = year, after = month] = YEAR_FIRST.exec(plain) ?? [];
  const found = { year: only, month: bare(after), day: "" };
  return written(found).value ? found : null;
}

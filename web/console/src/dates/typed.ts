/** Days and hours as they are typed or pasted, in either set of digits; pure. */
import { latinDigits } from "@helpline/shared/format";

/** `2012-03-15`, `2026-11-29T18:30` or `18:30`. */
export type Of = "day" | "moment" | "hour";

const DAY = ["year", "month", "day"] as const;
const HOUR = ["hour", "minute"] as const;
const PARTS = { day: DAY, moment: [...DAY, ...HOUR], hour: HOUR } as const;

export type Part = (typeof DAY | typeof HOUR)[number];
/** What stands in each part; null where nothing was typed. */
export type Typed = Record<Part, number | null>;
export type Problem = "half" | "no_such" | "early" | "late";
/** `value` is "" when nothing at all was typed, and null while there is a problem. */
export type Answer = { value: string | null; problem: Problem | null };

const NOTHING: Typed = { year: null, month: null, day: null, hour: null, minute: null };
/** Below it the year is still being typed, or two of its digits were left out. */
const FIRST_YEAR = 1000;

/** What the server would be told of this, or why nothing. `min` and `max` are written like the value. */
export function answer(typed: Typed, of: Of, min?: string, max?: string): Answer {
  const parts = PARTS[of].map((part) => typed[part]);
  if (parts.every((part) => part === null)) return { value: "", problem: null };
  if (parts.includes(null)) return problem("half");
  if (of !== "hour" && Number(typed.year) < FIRST_YEAR) return problem("half");
  if (of !== "hour" && !exists(typed)) return problem("no_such");
  const value = written(typed, of);
  if (min && value < min) return problem("early");
  if (max && value > max) return problem("late");
  return { value, problem: null };
}

function problem(why: Problem): Answer {
  return { value: null, problem: why };
}

function exists({ year, month, day }: Typed): boolean {
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return at.getUTCMonth() + 1 === month && at.getUTCDate() === day;
}

function written({ year, month, day, hour, minute }: Typed, of: Of): string {
  const date = `${year}-${two(month)}-${two(day)}`;
  const clock = `${two(hour)}:${two(minute)}`;
  return of === "day" ? date : of === "hour" ? clock : `${date}T${clock}`;
}

function two(n: number | null): string {
  return String(n).padStart(2, "0");
}

const CLOCK = "(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::\\d{2})?";
const AFTER = `(?:[T,\\s]+${CLOCK})?`;
const DAY_FIRST = new RegExp(
  `^(?<day>\\d{1,2})(?<by>[-./ ])(?<month>\\d{1,2})\\k<by>(?<year>\\d{4})${AFTER}$`,
);
const YEAR_FIRST = new RegExp(
  `^(?<year>\\d{4})(?<by>[-./ ])(?<month>\\d{1,2})\\k<by>(?<day>\\d{1,2})${AFTER}$`,
);
const ONLY_CLOCK = new RegExp(`^${CLOCK}$`);

/**
 * The parts of a text that was pasted: `15/03/2012`, `১৫.০৩.২০১২`, `2012-03-15 18:30`. The day stands before the
 * month, as everywhere in Bangladesh; an hour that was not pasted stays null. Null when there is no such day or hour.
 */
export function readPasted(text: string, of: Of): Typed | null {
  const plain = latinDigits(text).trim();
  const found =
    of === "hour" ? ONLY_CLOCK.exec(plain) : (DAY_FIRST.exec(plain) ?? YEAR_FIRST.exec(plain));
  if (!found?.groups) return null;
  const typed = { ...NOTHING };
  for (const part of PARTS[of]) {
    const digits = found.groups[part];
    if (digits) typed[part] = Number(digits);
  }
  if (Number(typed.hour) > 23 || Number(typed.minute) > 59) return null;
  return of === "hour" || exists(typed) ? typed : null;
}

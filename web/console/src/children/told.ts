/** What somebody tells of a lost or found child, as typed, and how the server takes it: all of it, unknown as null. */
import { latinDigits } from "@helpline/shared/format";
import type { FactCertainty, SavedTold, ToldOfChild, YesNo } from "@helpline/shared/types";

export type Telling = {
  name: string;
  sex: NonNullable<ToldOfChild["sex"]> | "";
  from: string;
  to: string;
  /** `2026-11-29`; "" when nobody knows, null while it is half typed. */
  day: string | null;
  place: string;
  home_place: string;
  marks: string;
  clothes: string;
  languages: string[];
  disabled: YesNo | "";
  note: string;
};

export const NOTHING_TOLD: Telling = {
  name: "",
  sex: "",
  from: "",
  to: "",
  day: "",
  place: "",
  home_place: "",
  marks: "",
  clothes: "",
  languages: [],
  disabled: "",
  note: "",
};

/** What is kept, as it would have been typed. */
export function tellingOf(said: SavedTold | null): Telling {
  if (!said) return NOTHING_TOLD;
  const { age, languages, place_name, home_place_name, ...rest } = said;
  const texts = Object.entries(rest).map(([part, text]) => [part, text ?? ""]);
  return {
    ...NOTHING_TOLD,
    ...Object.fromEntries(texts),
    languages: languages ?? [],
    from: age ? String(age.from_years) : "",
    to: age && age.to_years !== age.from_years ? String(age.to_years) : "",
  };
}

/** `before`: what was kept; an age that nobody touched keeps the day on which it was told. */
export function toldSent(telling: Telling, before: SavedTold | null = null): ToldOfChild {
  const { from, to, languages, sex, disabled, ...texts } = telling;
  const told = Object.entries(texts).map(([part, text]) => [part, text?.trim() || null]);
  return {
    ...(Object.fromEntries(told) as Pick<ToldOfChild, "name" | "day" | "place" | "note">),
    sex: sex || null,
    disabled: disabled || null,
    languages: languages.length > 0 ? languages : null,
    age: ageSent(from, to, before),
  };
}

function ageSent(from: string, to: string, before: SavedTold | null): ToldOfChild["age"] {
  const [low, high] = [from, to].map((text) => latinDigits(text).trim()) as [string, string];
  if (!low) return null;
  const [from_years, to_years] = [Number(low), Number(high || low)];
  const kept = before?.age;
  if (kept && kept.from_years === from_years && kept.to_years === to_years) {
    return { from_years, to_years, on: kept.on, certainty: kept.certainty as FactCertainty };
  }
  return { from_years, to_years };
}

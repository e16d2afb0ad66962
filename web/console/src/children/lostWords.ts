/** What was told of a lost or found child, part by part, in the reader's words; null for what nobody knows. */
import type { SavedTold } from "@helpline/shared/types";
import type { Say } from "../say/useSay.ts";

export const TOLD_PARTS = [
  "name",
  "sex",
  "age",
  "day",
  "place",
  "home_place",
  "marks",
  "clothes",
  "languages",
  "disabled",
  "note",
] as const;

export type ToldPart = (typeof TOLD_PARTS)[number];

export function toldText(said: SavedTold | null, part: ToldPart, say: Say): string | null {
  const value = said?.[part];
  if (!said || value === null || value === undefined) return null;
  if (part === "age" && said.age) {
    const { from_years, to_years } = said.age;
    const years =
      from_years === to_years ? say.n(from_years) : `${say.n(from_years)}–${say.n(to_years)}`;
    return say.t("console.child.age_today", { years });
  }
  if (part === "place") return say.words(said.place_name);
  if (part === "home_place") return say.words(said.home_place_name);
  if (part === "day") return say.day(`${said.day}T00:00:00+06:00`);
  if (part === "languages") {
    return (said.languages ?? []).map((code) => say.word("language", code)).join(", ");
  }
  if (part === "sex" || part === "disabled") return say.word("child_value", String(value));
  return String(value);
}

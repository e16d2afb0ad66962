/** What was said of a child, as a sentence; what is unknown is said to be unknown, never left out. */
import type { AgeSpan, FactRow } from "@helpline/shared/types";
import type { Say } from "../say/useSay.ts";
import { CHOICES } from "./codes.ts";

/** The value of one fact in the reader's words. */
export function factText(fact: FactRow, say: Say): string {
  if (fact.unknown)
    return say.t("console.child.unknown_because", { why: say.word("unknown", fact.unknown) });
  const { field, value } = fact;
  if (CHOICES[field]) return say.word("child_value", String(value));
  if (field === "languages") {
    return (value as string[]).map((code) => say.word("language", code)).join(", ");
  }
  if (field === "birth") {
    const { date, certainty } = value as { date: string; certainty: string };
    return `${say.n(date)} (${say.word("certainty", certainty)})`;
  }
  if (field === "age") return ageText(value as Age, say);
  if (fact.place) return say.words(fact.place.name);
  if (field === "birth_registration") return say.n(String(value));
  return String(value);
}

type Age = { from: number; to: number; on: string; certainty: string };

function ageText({ from, to, on, certainty }: Age, say: Say): string {
  const years = from === to ? say.n(from) : `${say.n(from)}–${say.n(to)}`;
  return say.t("console.child.age_said", {
    years,
    day: say.day(`${on}T00:00:00+06:00`),
    how: say.word("certainty", certainty),
  });
}

/** How old the child is today; unknown is said, and is never 0. */
export function ageToday(age: AgeSpan | null, say: Say): string {
  if (!age) return say.t("console.child.age_unknown");
  const { youngest, oldest } = age;
  const years = youngest === oldest ? say.n(youngest) : `${say.n(youngest)}–${say.n(oldest)}`;
  return say.t("console.child.age_today", { years });
}

/** The name to call a record by; null when nobody has said one. */
export function nameOf(facts: readonly FactRow[]): string | null {
  for (const field of ["name_bn", "name_latin", "nickname"]) {
    const said = facts.find((fact) => fact.field === field && fact.unknown === null);
    if (said) return String(said.value);
  }
  return null;
}

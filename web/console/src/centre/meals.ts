/** The roll of a meal as a screen works on it: what is marked, what is not, what would be sent; pure. */
import type { Ate, Meal, MealsOfDay } from "@helpline/shared/types";

type Child = MealsOfDay["children"][number];

/** What was tapped and not yet sent, by stay. */
export type Taps = Readonly<Record<string, Ate>>;

export const markedAs = (child: Child, meal: Meal, taps: Taps): Ate | null =>
  taps[child.stay] ?? child.meals[meal]?.ate ?? null;

/** Everybody nobody has said anything of ate: one tap, then the exceptions. */
export function allOthersAte(roll: MealsOfDay, meal: Meal, taps: Taps): Taps {
  const rest = roll.children.filter((child) => markedAs(child, meal, taps) === null);
  return { ...taps, ...Object.fromEntries(rest.map(({ stay }) => [stay, "ate" as const])) };
}

export type Change = { marks: { stay: string; ate: Ate }[]; corrects: boolean };

/** What differs from what is written; `corrects`: something else stands there already. */
export function changeOf(roll: MealsOfDay, meal: Meal, taps: Taps): Change {
  const changed = roll.children.filter(
    (child) => child.stay in taps && taps[child.stay] !== child.meals[meal]?.ate,
  );
  return {
    marks: changed.map(({ stay }) => ({ stay, ate: taps[stay] as Ate })),
    corrects: changed.some((child) => child.meals[meal] != null),
  };
}

/** The meal that is served now, or was served last; of a day that is over the last one. */
export function mealNow(roll: MealsOfDay): Meal {
  const open = roll.totals.filter(({ begun }) => begun);
  const unwritten = open.find(({ here, unknown }) => here > 0 && unknown === here);
  return (unwritten ?? open.at(-1) ?? roll.totals[0])?.meal ?? "breakfast";
}

/** Ages and opening hours of a centre as they are read; it judges neither. */
import type { CentreFile } from "@helpline/shared/types";
import type { Say } from "../say/useSay.ts";

export function agesText({ age_from, age_to }: Pick<CentreFile, "age_from" | "age_to">, say: Say) {
  if (age_from !== null && age_to !== null) {
    return say.t("console.openings.ages", { from: age_from, to: age_to });
  }
  if (age_from !== null) return say.t("console.openings.from_age", { from: age_from });
  if (age_to !== null) return say.t("console.openings.to_age", { to: age_to });
  return say.t("console.openings.any_age");
}

/** "sat 09:00-17:00; sun 09:00-17:00" with the days of equal hours together; "" for not known. */
export function hoursText(hours: string | null, say: Say): string {
  if (!hours) return "";
  if (hours === "always") return say.t("console.openings.always");
  return daysByTimes(hours)
    .map(([times, days]) => {
      const named = days.map((day) => say.word("weekday", day)).join(", ");
      return `${named} ${say.n(times.replace("-", "\u2013"))}`;
    })
    .join("; ");
}

/** Times with the days they hold on, in the order of the week. */
export function daysByTimes(hours: string): [times: string, days: string[]][] {
  const found = new Map<string, string[]>();
  for (const span of hours.split("; ")) {
    const [day = "", times = ""] = span.split(" ");
    found.set(times, [...(found.get(times) ?? []), day]);
  }
  return [...found];
}

/** Whom an event reached, as it is typed and as it is sent, and in which order events stand; pure. */
import type { OutreachRow, PeopleReached } from "@helpline/shared/types";
import { whole } from "../parts/whole.ts";

export type Who = PeopleReached["who"];
export const WHO: readonly Who[] = ["girls", "boys", "children", "women", "men", "grown_ups"];

/** `came` is a kind of people that was there and was not counted: that is no zero. */
export type CountTyped = { people: string; came: boolean };
export type CountsTyped = Partial<Record<Who, CountTyped>>;

export const NOT_SAID: CountTyped = { people: "", came: false };

export function typedOf(counts: OutreachRow["counts"]): CountsTyped {
  return Object.fromEntries(
    counts.map(({ who, people }) => [
      who,
      { people: people === null ? "" : String(people), came: people === null },
    ]),
  );
}

/** What is sent: whoever is not named was not there. Null while a number is none. */
export function reachedOf(typed: CountsTyped): PeopleReached[] | null {
  const said: PeopleReached[] = [];
  for (const who of WHO) {
    const { people, came } = typed[who] ?? NOT_SAID;
    const number = came ? null : whole(people);
    if (number === "unfit") return null;
    if (came || number !== null) said.push({ who, people: number });
  }
  return said;
}

export type Sorted<Row> = { over: Row[]; next: Row[]; log: Row[] };

/**
 * Those whose end has passed and of which nobody has said what came; those to come, the earliest
 * first; those that were held or called off, the latest first. An event in two lists stands once.
 */
export function sorted<Row extends OutreachRow>(rows: readonly Row[], nowMs: number): Sorted<Row> {
  const all = [...new Map(rows.map((row) => [row.id, row])).values()];
  const begin = (row: Row) => Date.parse(row.starts_at);
  const planned = all
    .filter(({ state }) => state === "planned")
    .sort((a, b) => begin(a) - begin(b));
  const isOver = (row: Row) => Date.parse(row.ends_at) <= nowMs;
  return {
    over: planned.filter(isOver),
    next: planned.filter((row) => !isOver(row)),
    log: all.filter(({ state }) => state !== "planned").sort((a, b) => begin(b) - begin(a)),
  };
}

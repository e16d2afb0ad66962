/** What somebody owes a committee, and what committees did by district: questions, and how rows are told apart. */
import { committeesFindDecisions, committeesReport } from "@helpline/shared/api";
import type { CommitteeReport, NewCommittee, OwedDecision } from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";

const ANEW_MS = 60_000;
/** Of reminder, owner, chair and national: how many were told. */
const REMINDED = 1;

export const owedQuery = queryOptions({
  queryKey: ["owed"],
  queryFn: ({ signal }) =>
    committeesFindDecisions({ query: { state: "open" }, signal }).then(({ items }) => items),
  refetchInterval: ANEW_MS,
});

export type Asked = { first: string; last: string; body: NewCommittee["body"] | "" };

export const reportQuery = ({ first, last, body }: Asked) =>
  queryOptions({
    queryKey: ["committee-report", first, last, body],
    queryFn: ({ signal }) =>
      committeesReport({ query: { first, last, ...(body && { body }) }, signal }),
  });

export type Standing = "late" | "soon" | "open";

/** Late is what is past its day; due soon is what somebody was reminded of. */
export function standing(row: OwedDecision, today: string): Standing {
  if (row.due_on < today) return "late";
  return row.told_level >= REMINDED ? "soon" : "open";
}

export const FIGURES = [
  "committees",
  "meetings_held",
  "meetings_adjourned",
  "meetings_called_off",
  "minutes_missing",
  "decided",
  "done",
  "done_late",
  "open",
  "late",
  "dropped",
] as const satisfies readonly (keyof CommitteeReport["country"])[];

type Line = CommitteeReport["districts"][number];

/** Districts of which a committee is known stand first; the others are named, for they have no figures. */
export function lines({ districts }: CommitteeReport): { known: Line[]; unknown: Line[] } {
  const isKnown = (row: Line) => row.committees !== null;
  return { known: districts.filter(isKnown), unknown: districts.filter((row) => !isKnown(row)) };
}

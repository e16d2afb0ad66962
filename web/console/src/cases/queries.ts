/** What all cases share, asked for once: who can own one, reasons, initials; it keeps nothing that was written. */
import { casesInitials, casesOwners, casesReasons } from "@helpline/shared/api";
import { queryOptions, useQuery } from "@tanstack/react-query";

export const ownersQuery = queryOptions({
  queryKey: ["case-owners"],
  queryFn: ({ signal }) => casesOwners({ signal }),
});

export const reasonsQuery = queryOptions({
  queryKey: ["case-reasons"],
  queryFn: ({ signal }) => casesReasons({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

const initialsQuery = queryOptions({
  queryKey: ["case-initials"],
  queryFn: ({ signal }) => casesInitials({ signal }),
});

/** The initials of the children of one's own cases, by case. */
export function useInitials(): ReadonlyMap<string, string> {
  const { data } = useQuery(initialsQuery);
  return new Map(data?.items.map(({ case_id, initials }) => [case_id, initials]));
}

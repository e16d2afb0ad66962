/** The week from the server, and how everything on the screen learns of a change. */
import { rosterStandingSwaps, rosterWeek } from "@helpline/shared/api";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

const KEY = ["roster"];
const AGAIN_MS = 30_000;

export function useWeek(starts_on: string, place: string | null, only_gaps: boolean) {
  return useQuery({
    queryKey: [...KEY, "week", starts_on, place, only_gaps],
    queryFn: ({ signal }) => rosterWeek({ query: { starts_on, place, only_gaps }, signal }),
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
  });
}

export function useSwaps() {
  const { data } = useQuery({
    queryKey: [...KEY, "swaps"],
    queryFn: ({ signal }) => rosterStandingSwaps({ signal }),
    refetchInterval: AGAIN_MS,
  });
  return data?.items ?? [];
}

/** Asks for everything of the roster anew. */
export function useRosterChanged(): () => void {
  const kept = useQueryClient();
  return useCallback(() => void kept.invalidateQueries({ queryKey: KEY }), [kept]);
}

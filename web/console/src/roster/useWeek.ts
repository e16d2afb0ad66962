/** The week from the server, and how everything on the screen learns of a change. */
import { dispatchesSwapMessages, rosterStandingSwaps, rosterWeek } from "@helpline/shared/api";
import type { Id, SwapMessage } from "@helpline/shared/types";
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

/** What became of the messages about a swap that waits, to those whose app may be closed. */
export function useToldOf(swapId: Id): SwapMessage[] {
  const { data } = useQuery({
    queryKey: [...KEY, "told"],
    queryFn: ({ signal }) => dispatchesSwapMessages({ signal }),
    refetchInterval: AGAIN_MS,
  });
  return data?.items.filter((one) => one.swap_id === swapId) ?? [];
}

/** Asks for everything of the roster anew. */
export function useRosterChanged(): () => void {
  const kept = useQueryClient();
  return useCallback(() => void kept.invalidateQueries({ queryKey: KEY }), [kept]);
}

/** The texts that wait, for a counsellor, asked for again and again; the supervisor's come live. */
import { callsTextList } from "@helpline/shared/api";
import type { TextWaiting } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";

const AGAIN_MS = 10_000;

export type Waiting = { rows: TextWaiting[]; again: () => void };

/** Nothing until the first answer; a failed question keeps what was known. */
export function useTexts(): Waiting {
  const { data, refetch } = useQuery({
    queryKey: ["texts"],
    queryFn: async () => (await callsTextList()).items,
    refetchInterval: AGAIN_MS,
  });
  return { rows: data ?? [], again: () => void refetch() };
}

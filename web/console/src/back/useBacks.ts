/** The call-back list for a counsellor, asked for again and again; the supervisor's comes live. */
import { callsCallBackList } from "@helpline/shared/api";
import type { CallBackRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";

const AGAIN_MS = 15_000;

export type Backs = { rows: CallBackRow[]; again: () => void };

/** Nothing until the first answer; a failed question keeps what was known. */
export function useBacks(): Backs {
  const { data, refetch } = useQuery({
    queryKey: ["call-backs"],
    queryFn: async () => (await callsCallBackList()).items,
    refetchInterval: AGAIN_MS,
  });
  return { rows: data ?? [], again: () => void refetch() };
}

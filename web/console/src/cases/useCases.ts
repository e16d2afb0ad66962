/** A list of cases from the server, asked for anew whenever one's live list changes; newer live rows go before. */
import { casesFind } from "@helpline/shared/api";
import type { CaseRow, CasesAsked } from "@helpline/shared/types";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useChannel } from "../live/useChannel.ts";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { byDue } from "./standing.ts";

/** Cases of one's area that are on time are on no live line: they are looked at again. */
const AGAIN_MS = 60_000;

export function useCases(asked: CasesAsked): {
  rows: CaseRow[];
  known: boolean;
  refused: string | null;
} {
  const say = useSay();
  const queries = useQueryClient();
  const { rows, ready } = useChannel("cases");
  const live = rows<CaseRow>("cases");
  const found = useQuery({
    queryKey: ["cases", asked],
    queryFn: ({ signal }) => casesFind({ query: asked, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
  const stamp = useMemo(
    () => [...live.values()].map(({ id, version }) => `${id} ${version}`).join(),
    [live],
  );
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (!ready) return;
    if (before.current !== null && before.current !== stamp) {
      void queries.invalidateQueries({ queryKey: ["cases"] });
      void queries.invalidateQueries({ queryKey: ["case-initials"] });
    }
    before.current = stamp;
  }, [ready, stamp, queries]);
  const items = useMemo(
    () => (found.data?.items ?? []).map((row) => newer(row, live.get(row.id))).sort(byDue),
    [found.data, live],
  );
  return {
    rows: items,
    known: found.data !== undefined,
    refused: found.error ? problemText(found.error, say) : null,
  };
}

function newer(row: CaseRow, live: CaseRow | undefined): CaseRow {
  return live && live.version > row.version ? live : row;
}

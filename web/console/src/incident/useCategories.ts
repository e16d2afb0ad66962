/** The categories, fetched once, and their labels by code; it chooses none. */
import { incidentsCategories } from "@helpline/shared/api";
import { foldForSearch } from "@helpline/shared/fold";
import type { Category } from "@helpline/shared/types";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useSay } from "../say/useSay.ts";
import { humanised } from "../say/word.ts";

export const categoriesQuery = queryOptions({
  queryKey: ["categories"],
  staleTime: 60 * 60_000,
  queryFn: () => incidentsCategories().then(({ items }) => items),
});

const NONE: Category[] = [];

export function useCategories(): Category[] {
  return useQuery(categoriesQuery).data ?? NONE;
}

/** Names a category by its code in the reader's language. */
export function useLabels(): (code: string) => string {
  const say = useSay();
  const categories = useCategories();
  const byCode = useMemo(() => new Map(categories.map((c) => [c.code, c.label])), [categories]);
  return useCallback(
    (code) => {
      const label = byCode.get(code);
      return label ? say.words(label) : humanised(code.split(".").at(-1) ?? code);
    },
    [byCode, say],
  );
}

/** The categories whose label or everyday words hold what was typed; those that begin with it come first. */
export function matching(categories: Category[], typed: string): Category[] {
  const wanted = foldForSearch(typed);
  if (!wanted) return categories;
  const scored = categories.flatMap((category) => {
    const score = bestMatch(category, wanted);
    return score === null ? [] : [{ category, score }];
  });
  return scored.sort((a, b) => a.score - b.score).map(({ category }) => category);
}

function bestMatch(category: Category, wanted: string): number | null {
  const texts = [category.label.bn, category.label.en, ...category.terms].map(foldForSearch);
  if (texts.some((text) => text.startsWith(wanted))) return 0;
  if (texts.some((text) => text.includes(` ${wanted}`))) return 1;
  return texts.some((text) => text.includes(wanted)) ? 2 : null;
}

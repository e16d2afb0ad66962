/** The names of categories, fetched once when the first accepted task needs them; kept in memory only. */

import { incidentsCategories } from "@helpline/shared/api";
import type { Words } from "@helpline/shared/types";
import { say } from "./reader.ts";

/** A function from code to name in the reader's language; an unknown code has no name. */
export function categoryNames(): (code: string) => Promise<string> {
  let labels: Promise<Map<string, Words>> | null = null;
  const fetchLabels = async () => {
    const { items } = await incidentsCategories();
    return new Map(items.map(({ code, label }) => [code, label]));
  };
  return async (code) => {
    labels ??= fetchLabels();
    try {
      return say((await labels).get(code));
    } catch {
      labels = null;
      return "";
    }
  };
}

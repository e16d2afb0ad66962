/** What a measure means, in the reader's words; a measure that no catalogue knows is defined by the server. */
import { hasWords } from "@helpline/shared/i18n";
import type { MeasuresRow } from "@helpline/shared/types";
import { useSay } from "../say/useSay.ts";

export function useDefinition(data: MeasuresRow): (name: string) => string {
  const say = useSay();
  return (name) => {
    const id = `console.measures.means_${name}`;
    if (!hasWords(id)) return data.definitions[name] ?? "";
    return say.t(id, { short: data.short_seconds });
  };
}

/** Runs a verb of one transfer and shows what came of it: the answer is the whole file. */
import type { CashFile } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useVerb } from "../incident/useVerb.ts";
import type { Say } from "../say/useSay.ts";
import { cashRefusal, type NameOf } from "./refusal.ts";
import { fileKey } from "./verbs.ts";

export type CashVerb = {
  busy: boolean;
  refused: string | null;
  clear: () => void;
  /** True when the server did it. */
  act: (work: () => Promise<CashFile>) => Promise<boolean>;
};

export function useCashVerb(nameOf: NameOf): CashVerb {
  const kept = useQueryClient();
  const tell = useCallback((error: unknown, say: Say) => cashRefusal(error, say, nameOf), [nameOf]);
  const { run, busy, refused, clear } = useVerb(tell);
  const act = async (work: () => Promise<CashFile>) => {
    const file = await run(work);
    if (file) {
      kept.setQueryData(fileKey(file.enrolment.id), file);
      await kept.invalidateQueries({ queryKey: ["cash", "list"] });
    }
    return file !== null;
  };
  return { busy, refused, clear, act };
}

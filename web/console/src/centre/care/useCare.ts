/** The file of a stay: opened on record, read anew when something of it changed, and changed by one verb at a time. */
import { careSee } from "@helpline/shared/api";
import type { CareFile, Id, StayRow } from "@helpline/shared/types";
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useVerb, type Verb } from "../../incident/useVerb.ts";
import { useChannel } from "../../live/useChannel.ts";
import { useSentId } from "../../parts/useSentId.ts";

export const careQuery = (stay_id: string) =>
  queryOptions({
    queryKey: ["care", stay_id],
    queryFn: ({ signal }) => careSee({ path: { stay_id }, signal }),
  });

/** In a centre, which hears of every change by its live line: the file is read again after each. */
export function useFresh(id: string): void {
  const kept = useQueryClient();
  const { rows } = useChannel("field");
  const version = rows<StayRow>("stays").get(id)?.version;
  const seen = useRef(version);
  useEffect(() => {
    if (seen.current !== undefined && version !== seen.current) {
      void kept.invalidateQueries({ queryKey: careQuery(id).queryKey });
    }
    seen.current = version;
  }, [version, id, kept]);
}

export type CareVerb = Verb & {
  /** The answer of each verb is the file as it is now; true when it was done. */
  put: (work: () => Promise<CareFile>) => Promise<boolean>;
  /** The same for what is only added: sent again with the same words, it is not written twice. */
  add: (said: unknown, work: (id: Id) => Promise<CareFile>) => Promise<boolean>;
};

export function useCareVerb(id: string): CareVerb {
  const kept = useQueryClient();
  const verb = useVerb();
  const sent = useSentId();
  const put = async (work: () => Promise<CareFile>) => {
    const made = await verb.run(work);
    if (!made) return false;
    kept.setQueryData(careQuery(id).queryKey, made);
    return true;
  };
  const add = async (said: unknown, work: (id: Id) => Promise<CareFile>) => {
    const made = await put(() => work(sent.of(said)));
    if (made) sent.over();
    return made;
  };
  return { ...verb, put, add };
}

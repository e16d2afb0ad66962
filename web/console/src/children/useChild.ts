/** A child's record, opened only on purpose: the server records each opening, with a reason where it needs one. */
import { childrenShow, Problem } from "@helpline/shared/api";
import type { ChildFile, SlimChild, WhyOpened } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";

export type OpenChild = {
  file: ChildFile | null;
  /** The server wants to know why it is opened. */
  asksWhy: boolean;
  refused: Problem | null;
  open: (why?: WhyOpened) => void;
  shut: () => void;
  isOpen: boolean;
  /** Shows what a verb answered, without opening the record once more. */
  put: (file: ChildFile) => void;
};

export function useChild(slim: SlimChild): OpenChild {
  // A case knows a record by the id it always had: one that was merged leads to the one that is kept.
  const [kept, setKept] = useState<string | null>(null);
  const id = kept ?? slim.merged_into ?? slim.id;
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [why, setWhy] = useState<WhyOpened | undefined>();
  const key = ["child", id, slim.version, why ?? null];
  const found = useQuery({
    queryKey: key,
    queryFn: () => childrenShow({ path: { child_id: id }, query: { why } }),
    enabled: isOpen,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
  const onward = found.data?.merged_into ?? null;
  useEffect(() => {
    if (onward) setKept(onward);
  }, [onward]);
  const problem = found.error instanceof Problem ? found.error : null;
  const open = useCallback((reason?: WhyOpened) => {
    setWhy(reason);
    setOpen(true);
  }, []);
  return {
    file: isOpen ? (found.data ?? null) : null,
    asksWhy: isOpen && problem?.code === "why_is_needed",
    refused: problem,
    open,
    shut: () => setOpen(false),
    isOpen,
    put: (file) => {
      queries.setQueryData(key, file);
      // The news of it comes with this version: what it answered is not asked for once more.
      queries.setQueryData(["child", id, file.version, why ?? null], file);
    },
  };
}

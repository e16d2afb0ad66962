/** An id for what a form sends: a lost answer makes no second row of it. */
import { type SentIds, sentIds } from "@helpline/shared/new-id";
import { useRef } from "react";

export function useSentId(): SentIds {
  const own = useRef<SentIds>(null);
  own.current ??= sentIds();
  return own.current;
}

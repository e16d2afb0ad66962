/** Time left or time past, ticking; it triggers nothing when it runs out. */
import type { Instant } from "@helpline/shared/types";
import { useNow } from "../live/useNow.ts";
import { useSay } from "../say/useSay.ts";

export function Countdown({ dueAt }: { dueAt: Instant }) {
  const say = useSay();
  const { text } = say.left(dueAt, useNow());
  return <span className="num">{text}</span>;
}

/** Seconds since an instant, counting up. */
export function Elapsed({ since }: { since: Instant }) {
  const say = useSay();
  const seconds = Math.floor((useNow() - Date.parse(since)) / 1000);
  return <span className="num">{say.span(seconds)}</span>;
}

/** From when to when, as a sentence part: the day once where it is the same; pure. */
import type { Instant } from "@helpline/shared/types";
import type { Say } from "../say/useSay.ts";

type Span = { starts_at: Instant; ends_at: Instant };

/** "3 December 2026, 09:00 – 16:00". */
export function spanText({ starts_at, ends_at }: Span, say: Pick<Say, "day" | "clock">): string {
  const [from, to] = [say.day(starts_at), say.day(ends_at)];
  const end = from === to ? say.clock(ends_at) : `${to}, ${say.clock(ends_at)}`;
  return `${from}, ${say.clock(starts_at)} – ${end}`;
}

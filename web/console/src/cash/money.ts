/** Whole poisha as taka, grouped as in Bangladesh, in the reader's digits; pure. */
import type { Say } from "../say/useSay.ts";

const POISHA = 100;
const GROUPED = new Intl.NumberFormat("en-IN", { maximumFractionDigits: 2 });

/** "৳ 12,000", "৳ ৩৬,০০০"; what is below nothing has a minus sign before it. */
export function taka(poisha: number, say: Pick<Say, "n">): string {
  const minus = poisha < 0 ? "−" : "";
  return `${minus}৳ ${say.n(GROUPED.format(Math.abs(poisha) / POISHA))}`;
}

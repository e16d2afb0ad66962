/** A whole number as it is typed, in either set of digits; what is no number is said, never taken for nothing. Pure. */
import { latinDigits } from "@helpline/shared/format";

/** null is an empty field: nobody has said. */
export type Whole = number | null | "unfit";

export function whole(typed: string, least = 0, most = 1_000_000_000): Whole {
  const plain = latinDigits(typed).replaceAll(",", "").trim();
  if (plain === "") return null;
  if (!/^\d{1,10}$/.test(plain)) return "unfit";
  const number = Number(plain);
  return number >= least && number <= most ? number : "unfit";
}

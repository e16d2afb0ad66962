/** Numbers of tickets and cases as they are typed, in either set of digits. */
import { latinDigits } from "@helpline/shared/format";

/** ` c-২৬-০০০১২৩ ` is `C-26-000123`; "" for nothing. */
export function typedNumber(text: string): string {
  return latinDigits(text).trim().toUpperCase();
}

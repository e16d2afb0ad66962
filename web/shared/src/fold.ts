/** Folding of typed text, so that two spellings of one Bangla word meet; it is for searching, never for showing. */

const BANGLA_DIGITS = /[\u09e6-\u09ef]/g;
const JOINERS = /[\u200b-\u200d\u2060\ufeff]/g;
// Decomposed nukta letters (NFC keeps them so) and their one-sign forms become the one-sign form.
const NUKTA: [RegExp, string][] = [
  [/\u09a1\u09bc/g, "\u09dc"],
  [/\u09a2\u09bc/g, "\u09dd"],
  [/\u09af\u09bc/g, "\u09df"],
];

/** Bangla digits as Latin digits: both sets are accepted wherever a number is typed. */
export function latinDigits(text: string): string {
  return text.replace(BANGLA_DIGITS, (d) => String(d.charCodeAt(0) - 0x09e6));
}

/** A text as the search compares it: NFC, nukta letters alike, no joiners, Latin digits, lower case, single spaces. */
export function foldForSearch(text: string): string {
  let folded = text.normalize("NFC").replace(JOINERS, "");
  for (const [spelling, letter] of NUKTA) folded = folded.replace(spelling, letter);
  return latinDigits(folded).toLowerCase().replace(/\s+/g, " ").trim();
}

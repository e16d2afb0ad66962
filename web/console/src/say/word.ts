/** Words for the server's codes; a code that no catalogue knows is shown as plain words, never raw. */
import { hasWords, t } from "@helpline/shared/i18n";

/** `word("duty", "on_call")` is the catalogue's `console.duty.on_call`; "" for no code. */
export function word(family: string, code: string | null | undefined): string {
  if (!code) return "";
  const id = `console.${family}.${code.replaceAll(".", "_").replaceAll("-", "_")}`;
  return hasWords(id) ? t(id) : humanised(code);
}

/** "worker_called_back" → "Worker called back": readable until the catalogue learns the code. */
export function humanised(code: string): string {
  const plain = code.replace(/[._-]+/g, " ").trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** A text sealed under the phone's own key, as base64; it keeps nothing itself. */

import type { Keys } from "./sealed.ts";

/** The text as only this phone can read it. Rejects when the key can't be had. */
export async function closed(keys: Keys, plain: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(plain);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keys.key(), bytes);
  return text(iv) + text(new Uint8Array(sealed));
}

/** What was sealed; rejects when nobody can open it any more. */
export async function opened(keys: Keys, kept: string): Promise<string> {
  const bytes = bytesOf(kept);
  const how = { name: "AES-GCM", iv: bytes.slice(0, 12) };
  const plain = await crypto.subtle.decrypt(how, await keys.key(), bytes.slice(12));
  return new TextDecoder().decode(plain);
}

function text(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Of two base64 texts, one behind the other: the first is of twelve bytes, and so without padding. */
function bytesOf(kept: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(kept), (one) => one.charCodeAt(0));
}

/** What the server said last, sealed on this phone under one name, so that it can be worked with without network; it sends nothing. */

import type { Id } from "@helpline/shared/types";
import type { Keys } from "./sealed.ts";
import { closed, opened } from "./sealed-text.ts";

export const ROLL_AT = "helpline-field-roll";
export const CASES_AT = "helpline-field-cases";
type Store = Pick<Storage, "getItem" | "setItem">;

export class SealedMemory<Said> {
  readonly #at: string;
  readonly #owner: Id;
  readonly #keys: Keys;
  readonly #store: () => Store;
  // Sealing takes a moment: only what was said last may be written.
  #last: Said | null = null;

  /** `store` is asked for at each use: a browser may refuse to give it. */
  constructor(at: string, owner: Id, keys: Keys, store: () => Store) {
    this.#at = at;
    this.#owner = owner;
    this.#keys = keys;
    this.#store = store;
  }

  async keep(said: Said): Promise<void> {
    this.#last = said;
    try {
      const sealed = await closed(this.#keys, JSON.stringify(said));
      if (this.#last === said) this.#store().setItem(this.#at, `${this.#owner} ${sealed}`);
    } catch {
      // A phone without room works with network alone.
    }
  }

  /** Null when there is none of this person's, or nobody can open it any more. */
  async last(): Promise<Said | null> {
    try {
      const [owner, sealed] = (this.#store().getItem(this.#at) ?? "").split(" ");
      if (owner !== this.#owner || !sealed) return null;
      return JSON.parse(await opened(this.#keys, sealed)) as Said;
    } catch {
      return null;
    }
  }
}

/** At sign-out, or when the session is over. */
export function forgetSealed(): void {
  try {
    for (const at of [ROLL_AT, CASES_AT]) localStorage.removeItem(at);
  } catch {
    // Nothing is kept here.
  }
}

/** The roll as the server said it last, sealed on this phone, so that it can be called without network; it sends nothing. */

import type { Id, RollRow } from "@helpline/shared/types";
import type { Keys } from "./sealed.ts";
import { closed, opened } from "./sealed-text.ts";

const AT = "helpline-field-roll";
type Store = Pick<Storage, "getItem" | "setItem">;

export class RollMemory {
  readonly #owner: Id;
  readonly #keys: Keys;
  readonly #store: () => Store;
  // Sealing takes a moment: only what was said last may be written.
  #last: RollRow | null = null;

  /** `store` is asked for at each use: a browser may refuse to give it. */
  constructor(owner: Id, keys: Keys, store: () => Store) {
    this.#owner = owner;
    this.#keys = keys;
    this.#store = store;
  }

  async keep(roll: RollRow): Promise<void> {
    this.#last = roll;
    try {
      const sealed = await closed(this.#keys, JSON.stringify(roll));
      if (this.#last === roll) this.#store().setItem(AT, `${this.#owner} ${sealed}`);
    } catch {
      // A phone without room calls the roll with network alone.
    }
  }

  /** Null when there is none of this person's, or nobody can open it any more. */
  async last(): Promise<RollRow | null> {
    try {
      const [owner, sealed] = (this.#store().getItem(AT) ?? "").split(" ");
      if (owner !== this.#owner || !sealed) return null;
      return JSON.parse(await opened(this.#keys, sealed)) as RollRow;
    } catch {
      return null;
    }
  }
}

/** At sign-out, or when the session is over. */
export function forgetRoll(): void {
  try {
    localStorage.removeItem(AT);
  } catch {
    // Nothing is kept here.
  }
}

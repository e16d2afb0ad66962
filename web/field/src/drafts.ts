/**
 * What was typed of a visit or a case and not sent yet, sealed in this tab: an old phone throws the page away while its camera is open.
 *
 * It sends nothing, and keeps no photo.
 */

import type { Id } from "@helpline/shared/types";
import type { Keys } from "./sealed.ts";
import { closed, opened } from "./sealed-text.ts";

const PREFIX = "helpline-field-draft/";
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Drafts {
  readonly #owner: Id;
  readonly #keys: Keys;
  readonly #store: () => Store;
  // Sealing takes a moment: only what was typed last may be written.
  #last = new Map<Id, unknown>();

  /** `store` is asked for at each use: a browser may refuse to give it. */
  constructor(owner: Id, keys: Keys, store: () => Store) {
    this.#owner = owner;
    this.#keys = keys;
    this.#store = store;
  }

  async keep(dispatchId: Id, found: unknown): Promise<void> {
    this.#last.set(dispatchId, found);
    try {
      const sealed = await closed(this.#keys, JSON.stringify(found));
      if (this.#last.get(dispatchId) !== found) return;
      this.#store().setItem(this.#at(dispatchId), sealed);
    } catch {
      // A phone without room keeps no draft; the screen has it.
    }
  }

  /** Null when there is none, or nobody can open it any more. */
  async of<Typed>(dispatchId: Id): Promise<Typed | null> {
    try {
      const kept = this.#store().getItem(this.#at(dispatchId)) ?? "";
      return JSON.parse(await opened(this.#keys, kept)) as Typed;
    } catch {
      return null;
    }
  }

  /** It was sent. */
  drop(dispatchId: Id): void {
    this.#last.delete(dispatchId);
    try {
      this.#store().removeItem(this.#at(dispatchId));
    } catch {
      // Then nothing was kept either.
    }
  }

  #at(dispatchId: Id): string {
    return `${PREFIX}${this.#owner}/${dispatchId}`;
  }
}

/** At sign-out: what was not sent then was not meant to be. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
    }
  } catch {
    // Nothing is kept here.
  }
}

/** Saves by itself what is typed: after a short rest, one request at a time, again until it is taken. It draws nothing. */

import type { Instant } from "@helpline/shared/types";

/** `local`: the server did not answer, it is tried again. `unfit`: all but some answers is kept. `refused`: nothing is. */
export type SaveState = "saved" | "waiting" | "saving" | "local" | "unfit" | "refused";
export type Kept = { rev: number; whole: boolean; at: Instant };
export type Saving = { state: SaveState; at: Instant | null; error: unknown };

export const SAVE_AFTER_MS = 500;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000];

type Options<T> = {
  value: T;
  rev: number;
  /** Saves on the revision that was read last, and answers the one that counts now. */
  save: (value: T, rev: number) => Promise<Kept>;
  /** Whether the same request may work later. */
  mayPass: (error: unknown) => boolean;
};

export class Autosave<T> {
  #value: T;
  #rev: number;
  #saving: Saving = { state: "saved", at: null, error: null };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay: Promise<void> | null = null;
  #tries = 0;
  #listeners = new Set<() => void>();
  readonly #save: Options<T>["save"];
  readonly #mayPass: Options<T>["mayPass"];

  constructor({ value, rev, save, mayPass }: Options<T>) {
    this.#value = value;
    this.#rev = rev;
    this.#save = save;
    this.#mayPass = mayPass;
  }

  get rev(): number {
    return this.#rev;
  }

  get saving(): Saving {
    return this.#saving;
  }

  /** What was typed and is not on the server yet; null when all is. */
  get unsaved(): T | null {
    return this.#saving.state === "saved" ? null : this.#value;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  edit(value: T): void {
    this.#value = value;
    this.#tries = 0;
    this.#tell({ state: "waiting", error: null });
    this.#sendIn(SAVE_AFTER_MS);
  }

  /** Saves now what is typed; whether all of it is kept then. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#underWay;
    if (this.#saving.state !== "saved") await this.#send();
    return this.#saving.state === "saved";
  }

  /** The record was changed by another verb, which answered this revision. */
  moved(rev: number): void {
    this.#rev = rev;
  }

  /** Nothing more is sent: the record is gone. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#tell({ state: "saved", error: null });
  }

  #sendIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), ms);
  }

  // One at a time: a second one would meet our own first and look like somebody else's.
  #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#underWay ??= this.#sendOnce().finally(() => {
      this.#underWay = null;
      if (this.#saving.state === "waiting") this.#sendIn(SAVE_AFTER_MS);
    });
    return this.#underWay;
  }

  async #sendOnce(): Promise<void> {
    const sent = this.#value;
    this.#tell({ state: "saving" });
    try {
      const { rev, whole, at } = await this.#save(sent, this.#rev);
      this.#rev = rev;
      this.#tries = 0;
      // Typed on meanwhile: the newer text follows.
      if (this.#value !== sent) this.#tell({ state: "waiting", at });
      else this.#tell({ state: whole ? "saved" : "unfit", at, error: null });
    } catch (error) {
      if (this.#value !== sent) return this.#tell({ state: "waiting" });
      if (!this.#mayPass(error)) return this.#tell({ state: "refused", error });
      this.#tell({ state: "local", error });
      this.#sendIn(RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)] ?? 10_000);
      this.#tries += 1;
    }
  }

  #tell(change: Partial<Saving>): void {
    this.#saving = { ...this.#saving, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

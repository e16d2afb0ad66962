/** The own open cases: what the server said last, and what was written on this phone; it draws nothing. */

import { fieldCases } from "@helpline/shared/api";
import type { Id, PocketCase } from "@helpline/shared/types";
import type { Outbox, Sending } from "./outbox.ts";
import type { SealedMemory } from "./sealed-memory.ts";
import { isOfCase } from "./verbs.ts";

export type CaseMemory = SealedMemory<PocketCase[]>;
export type Looked = "child_seen" | "follow_up";

/** Stands in place of a task's id: a refusal of one case's note is read before the next is sent. */
const place = (caseId: Id) => `case/${caseId}`;

export class CaseWork {
  /** Null while nobody has said. */
  known: PocketCase[] | null = null;
  /** Whether the server said so since this page was opened. */
  fresh = false;
  readonly #mine: boolean;
  readonly #outbox: Outbox;
  readonly #memory: CaseMemory;

  /** `mine`: whether this person may have cases at all. */
  constructor(mine: boolean, outbox: Outbox, memory: CaseMemory) {
    this.#mine = mine;
    this.#outbox = outbox;
    this.#memory = memory;
  }

  /** Brings back what an earlier visit left. */
  async open(): Promise<void> {
    if (this.#mine) this.known ??= await this.#memory.last();
  }

  /** Asks for them; without an answer what was known goes on. */
  async read(): Promise<void> {
    if (!this.#mine) return;
    const told = await fieldCases().catch(() => null);
    this.fresh = told !== null;
    if (!told) return;
    this.known = told.items;
    await this.#memory.keep(told.items);
  }

  one(id: Id): PocketCase | undefined {
    return this.known?.find((row) => row.id === id);
  }

  /** What was written in a case on this phone, the newest first. */
  written(id: Id): Sending[] {
    return this.#outbox.items.filter(
      ({ dispatchId, decision }) => dispatchId === place(id) && isOfCase(decision),
    );
  }

  note(case_id: Id, words: string): void {
    this.#outbox.send(place(case_id), 0, { verb: "case_note", case_id, words });
  }

  /** `happened_at` is by the phone's clock; null: just now. */
  saw(
    case_id: Id,
    kind: Looked,
    words: string,
    happened_at: string | null,
    next_on: string | null,
  ): void {
    const looked = { kind, words, happened_at, next_on };
    this.#outbox.send(place(case_id), 0, { verb: "case_check", case_id, ...looked });
  }

  /** What was typed of a case and not saved yet lies under this name. */
  draftAt(id: Id): string {
    return place(id);
  }
}

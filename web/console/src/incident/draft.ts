/** The intake form as typed: local at once, on the server within half a second, merged field by field. It draws nothing. */
import type { IntakeField, IntakeRow, SavedField } from "@helpline/shared/types";

export type Value = string | string[] | null;
export type FieldState = "saved" | "waiting" | "saving" | "local";
export type FieldDraft = {
  value: Value;
  rev: number;
  state: FieldState;
  savedAt: string | null;
  savedBy: IntakeRow["saved_by"] | null;
  /** Our save replaced what somebody else had written meanwhile. */
  overwrote: boolean;
};
export type Save = (field: IntakeField, value: Value, baseRev: number) => Promise<SavedField>;
export type Overall = { state: "none" | "saved" | "saving" | "local"; at: string | null };

export const SAVE_AFTER_MS = 350;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000];
const EMPTY: FieldDraft = {
  value: null,
  rev: 0,
  state: "saved",
  savedAt: null,
  savedBy: null,
  overwrote: false,
};

/** One incident's form. `save` may fail; what was typed stays here and is sent again until it is taken. */
export class IntakeDraft {
  #fields = new Map<IntakeField, FieldDraft>();
  #timers = new Map<IntakeField, ReturnType<typeof setTimeout>>();
  #tries = new Map<IntakeField, number>();
  #underWay = new Set<IntakeField>();
  #listeners = new Set<() => void>();
  readonly #save: Save;
  revision = 0;

  constructor(save: Save) {
    this.#save = save;
  }

  get(field: IntakeField): FieldDraft {
    return this.#fields.get(field) ?? EMPTY;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes what the server holds, except where something typed here is not saved yet. */
  merge(rows: Iterable<IntakeRow>): void {
    let changed = false;
    for (const row of rows) {
      const own = this.get(row.field);
      if (own.state !== "saved" || row.rev <= own.rev) continue;
      this.#fields.set(row.field, fromRow(row, false));
      changed = true;
    }
    if (changed) this.#tell();
  }

  /** Something was typed or chosen: seen at once, sent after a short rest (at once for a choice). */
  edit(field: IntakeField, value: Value, afterMs = SAVE_AFTER_MS): void {
    this.#set(field, { ...this.get(field), value, state: "waiting", overwrote: false });
    this.#tries.delete(field);
    this.#sendIn(field, afterMs);
  }

  /** Sends everything typed now, for instance when the page is left. */
  flush(): void {
    for (const [field, { state }] of this.#fields) {
      if (state === "waiting" || state === "local") void this.#send(field);
    }
  }

  /** What is not on the server yet. */
  unsaved(): { field: IntakeField; value: Value; rev: number }[] {
    return [...this.#fields]
      .filter(([, draft]) => draft.state !== "saved")
      .map(([field, { value, rev }]) => ({ field, value, rev }));
  }

  overall(): Overall {
    const drafts = [...this.#fields.values()];
    const at =
      drafts
        .map((d) => d.savedAt ?? "")
        .sort()
        .at(-1) || null;
    if (drafts.some((d) => d.state === "local")) return { state: "local", at };
    if (drafts.some((d) => d.state !== "saved")) return { state: "saving", at };
    return { state: at ? "saved" : "none", at };
  }

  #sendIn(field: IntakeField, ms: number): void {
    clearTimeout(this.#timers.get(field));
    this.#timers.set(
      field,
      setTimeout(() => void this.#send(field), ms),
    );
  }

  async #send(field: IntakeField): Promise<void> {
    clearTimeout(this.#timers.get(field));
    // One request per field at a time: a second one would meet our own first and look like somebody else's.
    if (this.#underWay.has(field)) return;
    this.#underWay.add(field);
    const { value, rev } = this.get(field);
    this.#set(field, { ...this.get(field), state: "saving" });
    const row = await this.#save(field, value, rev).catch(() => null);
    this.#underWay.delete(field);
    if (row) this.#saved(field, value, row);
    else this.#failed(field);
  }

  // Typed on meanwhile: the newer text stays and follows.
  #saved(field: IntakeField, sent: Value, row: SavedField): void {
    const own = this.get(field);
    this.#tries.delete(field);
    if (same(own.value, sent)) {
      this.#set(field, fromRow(row, row.overwrote));
      return;
    }
    this.#set(field, { ...own, rev: row.rev, savedAt: row.saved_at, state: "waiting" });
    this.#sendIn(field, 0);
  }

  #failed(field: IntakeField): void {
    const tries = this.#tries.get(field) ?? 0;
    this.#tries.set(field, tries + 1);
    this.#set(field, { ...this.get(field), state: "local" });
    this.#sendIn(field, RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 10_000);
  }

  #set(field: IntakeField, draft: FieldDraft): void {
    this.#fields.set(field, draft);
    this.#tell();
  }

  #tell(): void {
    this.revision += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}

function fromRow(row: IntakeRow, overwrote: boolean): FieldDraft {
  const { value, rev, saved_at: savedAt, saved_by: savedBy } = row;
  return { value, rev, state: "saved", savedAt, savedBy, overwrote };
}

function same(a: Value, b: Value): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

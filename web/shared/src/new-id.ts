/** Ids of a screen's own, for what it may have to send once more; they know nothing of it. */
import type { Id } from "./types.ts";

/** A UUID of version 4. Works where `crypto.randomUUID` does not: on a plain address. */
export function newId(): Id {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export type SentIds = {
  /** The same words once more are what was sent before, whose answer was lost: they keep their id. */
  of: (...said: unknown[]) => Id;
  /** It was answered: the same words are meant anew. */
  over: () => void;
};

export function sentIds(): SentIds {
  let kept: { said: string; id: Id } | null = null;
  return {
    of: (...said) => {
      const now = JSON.stringify(said);
      if (kept?.said !== now) kept = { said: now, id: newId() };
      return kept.id;
    },
    over: () => {
      kept = null;
    },
  };
}

/** The intake draft: saves by itself, merges field by field, never loses what was typed. */
import type { IntakeField, SavedField } from "@helpline/shared/types";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IntakeDraft, SAVE_AFTER_MS, type Value } from "../src/incident/draft.ts";

const ME = { id: "s1", name: { bn: "তানিয়া", en: "Tania" } };
const row = (field: IntakeField, value: Value, rev: number, over = {}): SavedField => ({
  field,
  value,
  rev,
  version: rev,
  overwrote: false,
  saved_at: "2026-11-22T15:45:00Z",
  saved_by: ME,
  ...over,
});

type Sent = { field: IntakeField; value: Value; base: number };
let sent: Sent[];
let answers: ((row: SavedField | Error) => void)[];
let draft: IntakeDraft;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answers = [];
  draft = new IntakeDraft((field, value, base) => {
    sent.push({ field, value, base });
    return new Promise((resolve, reject) =>
      answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
    );
  });
});
afterEach(() => void vi.useRealTimers());

const answer = async (given: SavedField | Error) => {
  answers.shift()?.(given);
  await vi.advanceTimersByTimeAsync(0);
};

test("what is typed is there at once and sent after a short rest, once", async () => {
  draft.edit("narrative", "A c");
  draft.edit("narrative", "A car outside");
  expect(draft.get("narrative").value).toBe("A car outside");
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  expect(sent).toEqual([{ field: "narrative", value: "A car outside", base: 0 }]);
  expect(SAVE_AFTER_MS).toBeLessThanOrEqual(400);
});

test("is called saved only after the server has answered", async () => {
  draft.edit("injured", "no", 0);
  await vi.advanceTimersByTimeAsync(0);
  expect(draft.overall().state).toBe("saving");
  await answer(row("injured", "no", 1));
  expect(draft.overall()).toEqual({ state: "saved", at: "2026-11-22T15:45:00Z" });
});

test("text typed while a save is on its way stays and follows with the new rev", async () => {
  draft.edit("narrative", "one");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  draft.edit("narrative", "one two");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  expect(sent).toHaveLength(1);
  await answer(row("narrative", "one", 1));
  expect(draft.get("narrative").value).toBe("one two");
  expect(sent[1]).toEqual({ field: "narrative", value: "one two", base: 1 });
});

test("a row from the server never replaces something typed here and not yet saved", () => {
  draft.edit("suspect", "an uncle");
  draft.merge([row("suspect", "a neighbour", 4)]);
  expect(draft.get("suspect").value).toBe("an uncle");
});

test("a row from the server fills a field nobody is typing in, and an old one changes nothing", () => {
  draft.merge([row("suspect", "a neighbour", 4)]);
  draft.merge([row("suspect", "an older text", 3)]);
  expect(draft.get("suspect").value).toBe("a neighbour");
});

test("without an answer the text is only on this computer, and is sent again", async () => {
  draft.edit("narrative", "hiding");
  await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
  await answer(new Error("no answer"));
  expect(draft.overall().state).toBe("local");
  expect(draft.unsaved()).toEqual([{ field: "narrative", value: "hiding", rev: 0 }]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toHaveLength(2);
  await answer(row("narrative", "hiding", 1));
  expect(draft.overall().state).toBe("saved");
});

test("says when our save replaced somebody else's text", async () => {
  draft.edit("narrative", "mine", 0);
  await vi.advanceTimersByTimeAsync(0);
  await answer(row("narrative", "mine", 3, { overwrote: true }));
  expect(draft.get("narrative").overwrote).toBe(true);
});

test("leaving the page sends what has not been sent", async () => {
  draft.edit("narrative", "quick");
  draft.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toHaveLength(1);
});

/** What is typed into a form is saved by itself, one request at a time, and again until it is taken. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Autosave, type Kept, SAVE_AFTER_MS } from "../src/forms/autosave.ts";

const AT = "2026-11-30T00:00:00Z";
type Sent = { value: string; rev: number };
let sent: Sent[];
let answers: ((answer: Kept | Error) => void)[];
let auto: Autosave<string>;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answers = [];
  auto = new Autosave<string>({
    value: "",
    rev: 1,
    save: (value, rev) => {
      sent.push({ value, rev });
      return new Promise((resolve, reject) =>
        answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
      );
    },
    mayPass: (error) => error instanceof Error && error.message === "no answer",
  });
});
afterEach(() => void vi.useRealTimers());

const rest = () => vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
const answer = async (given: Kept | Error) => {
  answers.shift()?.(given);
  await vi.advanceTimersByTimeAsync(0);
};
const kept = (rev: number, whole = true): Kept => ({ rev, whole, at: AT });

test("it is sent after a short rest, once, and called saved when the server has answered", async () => {
  expect(auto.unsaved).toBeNull();
  auto.edit("a");
  auto.edit("ab");
  expect(sent).toEqual([]);
  await rest();
  expect(sent).toEqual([{ value: "ab", rev: 1 }]);
  expect(auto.saving.state).toBe("saving");
  expect(auto.unsaved).toBe("ab");
  await answer(kept(2));
  expect(auto.saving).toEqual({ state: "saved", at: AT, error: null });
  expect(auto.unsaved).toBeNull();
  expect(SAVE_AFTER_MS).toBeLessThanOrEqual(1000);
});

test("what is typed on meanwhile waits its turn and goes upon the new revision", async () => {
  auto.edit("one");
  await rest();
  auto.edit("one two");
  await rest();
  expect(sent).toHaveLength(1);
  await answer(kept(2));
  expect(auto.saving.state).toBe("waiting");
  await rest();
  expect(sent[1]).toEqual({ value: "one two", rev: 2 });
  await answer(kept(3));
  expect(auto.saving.state).toBe("saved");
});

test("without an answer it is only here, and sent again until it is taken", async () => {
  auto.edit("a");
  await rest();
  await answer(new Error("no answer"));
  expect(auto.saving.state).toBe("local");
  expect(auto.unsaved).toBe("a");
  await vi.advanceTimersByTimeAsync(1_000);
  await answer(new Error("no answer"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent).toHaveLength(3);
  await answer(kept(2));
  expect(auto.saving.state).toBe("saved");
});

test("what is refused is not sent again by itself, but with the next letter", async () => {
  auto.edit("a");
  await rest();
  await answer(new Error("changed meanwhile"));
  expect(auto.saving.state).toBe("refused");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(1);
  auto.edit("ab");
  await rest();
  expect(sent).toHaveLength(2);
});

test("a part that can't be kept is said, and the rest goes on from the new revision", async () => {
  auto.edit("a");
  await rest();
  await answer(kept(2, false));
  expect(auto.saving.state).toBe("unfit");
  const done = auto.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent[1]).toEqual({ value: "a", rev: 2 });
  await answer(kept(3));
  expect(await done).toBe(true);
});

test("before the record is completed everything is sent, without a rest", async () => {
  auto.edit("a");
  await rest();
  auto.edit("ab");
  const done = auto.flush();
  await answer(kept(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent[1]).toEqual({ value: "ab", rev: 2 });
  await answer(kept(3));
  expect(await done).toBe(true);
  expect(await auto.flush()).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(2);
});

test("once the record is gone nothing more is sent", async () => {
  auto.edit("a");
  auto.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([]);
  expect(await auto.flush()).toBe(true);
});

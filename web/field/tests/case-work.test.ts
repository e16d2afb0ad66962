/** Case work without network: kept sealed, sent once with its own time, and no refused word is thrown away unread. */

import { Problem } from "@helpline/shared/api";
import type { Me, PocketCase } from "@helpline/shared/types";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SealedShelf } from "../src/sealed.ts";
import { CASES_AT } from "../src/sealed-memory.ts";
import { MemoryShelf } from "../src/shelf.ts";
import { aKey, me, memory, Phone } from "./field.ts";

const WORDS = "মেয়েটি ভালো আছে";
const CASE: PocketCase = {
  id: "c1",
  number: "C-26-000123",
  initials: "র. ব.",
  risk: null,
  dues: [{ due: "see_child", due_at: "2026-11-25T00:00:00Z" }],
};
const worker: Me = { ...me, permissions: ["cases.list"] };

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-24T09:00:00Z") }));
afterEach(() => void vi.useRealTimers());

async function phone(answers: ConstructorParameters<typeof Phone>[0], shelf = new MemoryShelf()) {
  const made = new Phone(answers, shelf, true, worker);
  made.cases = [CASE];
  await made.model.readCases();
  return made;
}

test("what is written in a case without network goes out once, with its own time", async () => {
  const { model, posts } = await phone([new Problem(0)]);
  model.cases.note("c1", WORDS);
  model.cases.saw("c1", "child_seen", WORDS, "2026-11-24T06:00:00.000Z", null);
  await vi.advanceTimersByTimeAsync(20_000);
  const sent = posts.flat().filter(({ verb }) => verb === "case_note");
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(sent.at(-1)).toMatchObject({ case_id: "c1", words: WORDS });
  expect(sent.at(-1)).toMatchObject({ made_at: "2026-11-24T09:00:00.000Z" });
  expect(sent.at(-1)).not.toHaveProperty("dispatch_id");
  const seen = posts.flat().findLast(({ verb }) => verb === "case_check");
  expect(seen).toMatchObject({ kind: "child_seen", happened_at: "2026-11-24T06:00:00.000Z" });
  expect(model.cases.written("c1").map(({ state }) => state)).toEqual(["sent", "sent"]);
  expect(JSON.stringify(model.outbox.items)).not.toContain(WORDS);
});

test("two notes of one case both wait, and both go", async () => {
  const { model, posts } = await phone([]);
  model.cases.note("c1", "এক");
  model.cases.note("c1", "দুই");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(posts.flat().map(({ words }) => words)).toEqual(["এক", "দুই"]);
});

test("words that were refused stay until somebody says that they were read", async () => {
  const { model } = await phone(["no:case_is_closed"]);
  model.cases.note("c1", WORDS);
  await vi.advanceTimersByTimeAsync(20_000);
  model.cases.note("c1", "আরও");
  await vi.advanceTimersByTimeAsync(20_000);
  const [refused] = model.outbox.refused;
  expect(refused?.decision).toMatchObject({ words: WORDS });
  await model.outbox.markRead(refused?.seq ?? 0);
  expect(JSON.stringify(model.outbox.items)).not.toContain(WORDS);
});

test("on the phone no word can be read, and cases are known without network to nobody else", async () => {
  vi.useRealTimers(); // sealing takes time of its own
  const inner = new MemoryShelf();
  const key = aKey();
  const made = new Phone(
    [new Problem(0)],
    new SealedShelf(inner, { key: () => key }),
    true,
    worker,
  );
  made.model.cases.note("c1", WORDS);
  const lies = await vi.waitUntil(async () => {
    const found = await inner.of(me.id);
    return found.length === 1 && found;
  });
  expect(JSON.stringify(lies)).not.toContain(WORDS);
  const kept = new Map<string, string>();
  await memory<PocketCase[]>(CASES_AT, kept, key).keep([CASE]);
  expect([...kept.values()].join()).not.toContain("C-26-000123");
  expect(await memory<PocketCase[]>(CASES_AT, kept, key).last()).toEqual([CASE]);
  expect(await memory<PocketCase[]>(CASES_AT, kept).last()).toBeNull();
});

test("a centre has no cases, and asks for none", async () => {
  const keeper: Me = { ...me, role: "centre", centre_id: "x", permissions: ["cases.list"] };
  const made = new Phone([], new MemoryShelf(), true, keeper);
  made.cases = [CASE];
  await made.model.readCases();
  expect(made.model.cases.known).toBeNull();
});

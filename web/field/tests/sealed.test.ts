/** Words and photos of a visit: sealed on the phone, sent in pieces one by one, forgotten once they are there. */
import { Problem } from "@helpline/shared/api";
import { expect, test, vi } from "vitest";
import { fitted, PIECE_BYTES, pieces } from "../src/photos.ts";
import { SealedShelf } from "../src/sealed.ts";
import { type Kept, MemoryShelf } from "../src/shelf.ts";
import type { Decision } from "../src/verbs.ts";
import { aKey, drafts, me, Phone, task } from "./field.ts";

const WORDS = "শিশুটি রান্নাঘরে ছিল";
const found = { met: ["child" as const], safe: "no" as const, needs: [], words: WORDS };

async function shelves() {
  const inner = new MemoryShelf();
  const made = aKey();
  return { inner, sealed: new SealedShelf(inner, { key: () => made }) };
}

function kept(decision: Decision, id: string): Omit<Kept, "seq"> {
  const of = { owner: me.id, dispatchId: "d1", taskNo: 1 };
  return { id, ...of, decision, madeAt: "", offsetMs: 0, receipt: null, read: false };
}

test("what lies on the phone tells no word of a visit, and nothing of it stays once it is sent", async () => {
  const { inner, sealed } = await shelves();
  const numbers = await Promise.all([
    sealed.add([kept({ verb: "report", ...found, photos: 0 }, "a")]),
    sealed.add([kept({ verb: "arrive" }, "b")]),
  ]);
  expect(numbers).toEqual([[1], [2]]);
  expect(JSON.stringify(await inner.of(me.id))).not.toContain(WORDS);
  const [report] = await sealed.of(me.id);
  expect(report?.decision).toMatchObject({ verb: "report", words: WORDS });
  const receipt = { id: "a", result: "applied" as const, code: null, state: null };
  await sealed.put({ ...(report as Kept), receipt: { ...receipt, at: "", doubtful: false } });
  expect((await sealed.of(me.id))[0]?.decision).toMatchObject({ words: null, met: [] });
});

test("what was typed of a visit is there again after the page was thrown away, sealed, until it is sent", async () => {
  const kept = new Map<string, string>();
  const key = aKey();
  const before = drafts(kept, key);
  await Promise.all([
    before.keep("d1", { ...found, words: "শিশু" }),
    before.keep("d1", { ...found, words: WORDS }),
  ]);
  expect([...kept.values()].join()).not.toContain(WORDS);
  expect(await drafts(kept, key).of("d1")).toEqual(found);
  expect(await drafts(kept, key).of("d2")).toBeNull();
  expect(await drafts(kept).of("d1")).toBeNull();
  const late = before.keep("d1", found);
  before.drop("d1");
  await late;
  expect(kept.size).toBe(0);
});

test("a photo is cut into pieces that make it again, and nothing is drawn larger than it was", () => {
  const photo = Uint8Array.from({ length: PIECE_BYTES + 9 }, (_, at) => at % 251);
  const cut = pieces(photo).map((piece) => atob(piece));
  expect(cut.map((piece) => piece.length)).toEqual([PIECE_BYTES, 9]);
  expect(Uint8Array.from(cut.join(""), (one) => one.charCodeAt(0))).toEqual(photo);
  expect(fitted(4000, 3000, 1280)).toEqual({ width: 1280, height: 960 });
  expect(fitted(300, 200, 1280)).toEqual({ width: 300, height: 200 });
});

test("pieces go alone and in their order, and a cut network costs the one under way", async () => {
  vi.useFakeTimers();
  const phone = new Phone(["reached", "reached", new Problem(0), "reached", "reached"]);
  phone.snapshot(task("reached"));
  const row = phone.model.task("d1");
  if (!row) throw new Error("no task");
  phone.model.tellVisit(row, found, [new Uint8Array(2 * PIECE_BYTES), new Uint8Array(5)]);
  await vi.advanceTimersByTimeAsync(10_000);
  const sent = phone.posts.map((post) => post.map(({ verb, photo, part }) => [verb, photo, part]));
  expect(sent).toEqual([
    [["report", undefined, undefined]],
    [["photo", 1, 1]],
    [["photo", 1, 2]],
    [["photo", 1, 2]],
    [["photo", 2, 1]],
  ]);
  const [report, first] = phone.posts.flat();
  expect(report).toMatchObject({ photos: 2, words: WORDS });
  expect(first?.report_id).toBe(report?.id);
  expect(phone.model.outbox.count).toBe(0);
  phone.model.stop();
  vi.useRealTimers();
});

/** A phone that is full, slow, shared, wrong about the time, or behind somebody else's gateway loses nothing. */
import { Problem } from "@helpline/shared/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PIECE_BYTES } from "../src/photos.ts";
import { SealedShelf } from "../src/sealed.ts";
import { type Kept, MemoryShelf, type Shelf, SparedShelf } from "../src/shelf.ts";
import { type Answers, aKey, me, Phone, task } from "./field.ts";

const found = { met: ["child" as const], safe: "yes" as const, needs: [], words: "ভালো আছে" };
const passTime = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const gone = () => new Problem(0);
let phone: Phone;

function start(answers: Answers = [], shelf?: Shelf, greeted?: boolean): Phone {
  phone = new Phone(answers, shelf, greeted);
  phone.snapshot(task("reached"));
  return phone;
}

function tellVisit(...bytes: number[]): void {
  const row = phone.model.task("d1");
  if (!row) throw new Error("no task");
  phone.model.tellVisit(
    row,
    found,
    bytes.map((size) => new Uint8Array(size)),
  );
}

/** A disk that has room for small commands only. */
function smallDisk(): Shelf {
  const disk = new MemoryShelf();
  const add = disk.add.bind(disk);
  return Object.assign(disk, {
    lasting: true,
    add: (items: Omit<Kept, "seq">[]) =>
      items.some((item) => JSON.stringify(item).length > 5_000)
        ? Promise.reject(new DOMException("", "QuotaExceededError"))
        : add(items),
  });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  phone.model.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("no screen moves on before the press lies on the phone, and it is pressed once", async () => {
  let written = () => {};
  const disk = new MemoryShelf();
  const add = disk.add.bind(disk);
  const slow = Object.assign(disk, {
    add: (items: Omit<Kept, "seq">[]) =>
      new Promise<number[]>((done) => {
        written = () => void add(items).then(done);
      }),
  });
  start(["done"], slow);
  phone.press({ verb: "complete", outcome: "child_safe" });
  phone.press({ verb: "complete", outcome: "child_safe" });
  await passTime(50);
  expect(phone.model.outbox.of("d1")).toBeUndefined();
  expect(phone.model.task("d1")?.state).toBe("reached");
  expect(phone.posts).toEqual([]);
  written();
  await passTime(0);
  expect(phone.model.task("d1")?.state).toBe("done");
  expect(phone.verbs).toEqual([["complete"]]);
});

test("a visit lies on the phone with all its photos or not at all, and its draft until then", async () => {
  let written = () => {};
  const disk = new MemoryShelf();
  const add = disk.add.bind(disk);
  const slow = Object.assign(disk, {
    add: (items: Omit<Kept, "seq">[]) =>
      new Promise<number[]>((done) => {
        written = () => void add(items).then(done);
      }),
  });
  start(["reached"], slow);
  await phone.model.drafts.keep("d1", found);
  tellVisit(2 * PIECE_BYTES, 5);
  await passTime(50);
  expect(phone.model.outbox.of("d1")).toBeUndefined();
  expect(await phone.model.drafts.of("d1")).toEqual(found);
  expect(await disk.of(me.id)).toEqual([]);
  written();
  await passTime(0);
  const lies = (await disk.of(me.id)).map(({ decision }) => decision.verb);
  expect(lies).toEqual(["report", "photo", "photo", "photo"]);
  expect(await phone.model.drafts.of("d1")).toBeNull();
  expect(phone.model.outbox.count).toBe(0);
});

test("when the network is back nothing waits for the end of a pause, though the live line never broke", async () => {
  start([gone()]);
  phone.press({ verb: "complete", outcome: "child_safe" });
  await passTime(900); // the first pause is of one second at least
  expect(phone.posts).toHaveLength(1);
  expect(phone.model.connection).toBe("connected");
  phone.model.networkBack();
  await passTime(0);
  expect(phone.model.outbox.count).toBe(0);
});

test("what left before the network was back is waited for no longer, and goes again as it was", async () => {
  start(["reached", "hangs"]);
  tellVisit(2 * PIECE_BYTES);
  await passTime(5_000);
  expect(phone.verbs).toEqual([["report"], ["photo"]]);
  phone.model.networkBack();
  await passTime(0);
  expect(phone.posts[2]).toEqual(phone.posts[1]);
  expect(phone.model.outbox.count).toBe(0);
});

test("a sign of life waits for no photo: neither behind its pieces nor for the one under way", async () => {
  start(["reached", "hangs"]);
  tellVisit(2 * PIECE_BYTES);
  await passTime(100);
  expect(phone.verbs).toEqual([["report"], ["photo"]]);
  phone.press({ verb: "check_in", pin: "2580" });
  await passTime(0);
  expect(phone.verbs.slice(2)).toEqual([["check_in"], ["photo"], ["photo"]]);
  expect(phone.posts[3]).toEqual(phone.posts[1]);
  expect(phone.model.outbox.count).toBe(0);
});

test("after a failure too the words of a task go before its photos", async () => {
  start(["reached", gone(), gone(), "reached"]);
  tellVisit(PIECE_BYTES, 5);
  await passTime(10);
  phone.press({ verb: "check_in", pin: "2580" });
  await passTime(20_000);
  expect(phone.verbs).toEqual([
    ["report"],
    ["photo"],
    ["check_in"],
    ["check_in"],
    ["photo"],
    ["photo"],
  ]);
});

test("a photo that finds no room on the disk pushes nothing else off it, and all of it arrives", async () => {
  const disk = smallDisk();
  start(Array.from({ length: 4 }, gone), new SparedShelf(disk));
  tellVisit(PIECE_BYTES + 9);
  phone.press({ verb: "complete", outcome: "child_safe" });
  await passTime(0);
  expect(phone.model.outbox.lasting).toBe(false);
  const onDisk = (await disk.of(me.id)).map(({ decision }) => decision.verb);
  expect(onDisk).toEqual(["report", "photo", "complete"]);
  expect(new Set(phone.model.outbox.items.map(({ seq }) => seq)).size).toBe(4);
  await passTime(60_000);
  expect(phone.model.outbox.count).toBe(0);
  expect(phone.model.outbox.lasting).toBe(true);
  const arrived = phone.posts.flat().map(({ verb, part }) => [verb, part]);
  for (const one of [
    ["photo", 1],
    ["photo", 2],
    ["complete", undefined],
  ]) {
    expect(arrived).toContainEqual(one);
  }
});

test("a step that found no room is not overtaken by the next one, and outlives the session", async () => {
  const disk = Object.assign(new MemoryShelf(), {
    lasting: true,
    add: () => Promise.reject(new DOMException("", "QuotaExceededError")),
  });
  const shelf = new SparedShelf(disk);
  start([new Problem(401)], shelf);
  phone.snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(0);
  expect(phone.sessionOver).toBe(true);
  phone.model.stop();
  expect(await shelf.unsent()).toBe(1);
  disk.add = MemoryShelf.prototype.add.bind(disk) as never;
  phone = new Phone([gone(), gone()], shelf);
  phone.snapshot(task("accepted"));
  await passTime(0);
  phone.press({ verb: "arrive" });
  await passTime(20_000);
  expect(phone.verbs.slice(-2)).toEqual([["depart"], ["arrive"]]);
  expect(await shelf.unsent()).toBe(0);
});

test("what a gateway on the way answers refuses no command and ends no session", async () => {
  const page = (status: number) => new Response("<h1>Sign in to this Wi-Fi</h1>", { status });
  start([page(401), page(403), page(404), page(200), Response.json({ receipts: [], tasks: [] })]);
  phone.press({ verb: "complete", outcome: "child_safe" });
  await passTime(200_000);
  expect(phone.sessionOver).toBe(false);
  expect(phone.model.outbox.refused).toEqual([]);
  expect(phone.model.outbox.count).toBe(0);
  expect(phone.posts).toHaveLength(6);
});

test("whoever may not act now keeps what was pressed, and it passes once the right is there", async () => {
  start([new Problem(403, { code: "not_allowed" })]);
  phone.press({ verb: "complete", outcome: "child_safe" });
  await passTime(5_000);
  expect(phone.model.outbox.refused).toEqual([]);
  expect(phone.model.outbox.count).toBe(0);
});

test("an answer without the receipt is not asked for in one breath for ever", async () => {
  start(Array.from({ length: 300 }, () => Response.json({ receipts: [], tasks: [] })));
  phone.press({ verb: "complete", outcome: "child_safe" });
  await passTime(3_600_000);
  expect(phone.posts.length).toBeLessThan(130);
  expect(phone.model.outbox.count).toBe(1);
});

test("nothing is sent in the name of another who has signed in on this phone meanwhile", async () => {
  const shelf = new MemoryShelf();
  vi.stubGlobal("localStorage", {
    getItem: () => JSON.stringify({ ...me, id: "another" }),
    setItem: () => undefined,
  });
  start([], shelf);
  phone.press({ verb: "complete", outcome: "child_safe" });
  await passTime(60_000);
  expect(phone.posts).toEqual([]);
  expect(phone.sessionOver).toBe(true);
  expect(await shelf.unsent()).toBe(1);
});

test("a report that nobody can open any more is told as lost and holds up nothing else", async () => {
  const [first, second] = [await aKey(), await aKey()];
  const disk = new MemoryShelf();
  const kept = { id: "a", owner: me.id, dispatchId: "d1", taskNo: 1, madeAt: "", offsetMs: 0 };
  const empty = { receipt: null, read: false };
  await new SealedShelf(disk, { key: async () => first }).add([
    { ...kept, ...empty, decision: { verb: "report", ...found, photos: 0 } },
  ]);
  await disk.add([{ ...kept, ...empty, id: "b", decision: { verb: "arrive" } }]);
  const later = new SealedShelf(disk, { key: () => Promise.reject(new Error("not now")) });
  expect((await later.of(me.id)).map(({ id }) => id)).toEqual(["b"]);
  vi.useRealTimers();
  start([], new SealedShelf(disk, { key: async () => second }));
  await vi.waitFor(() => expect(phone.verbs).toEqual([["arrive"]]));
  expect(phone.model.outbox.refused.map(({ receipt }) => receipt?.code)).toEqual(["lost_on_phone"]);
  expect(await disk.unsent()).toBe(0);
});

test("who has not heard our time says so, and when it sends by its own clock", async () => {
  start([gone()], new MemoryShelf(), false);
  phone.model.outbox.send("d1", 1, { verb: "depart" });
  await passTime(5_000);
  expect(phone.posts.map(([one]) => one?.clock_offset_ms)).toEqual([null, null]);
  expect(phone.posts[1]).toEqual(phone.posts[0]);
  expect(Date.parse(phone.sentAt[1] ?? "")).toBeGreaterThan(Date.parse(phone.sentAt[0] ?? ""));
});

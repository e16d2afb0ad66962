/** What the worker presses reaches the server or says honestly that it has not. */
import { Problem } from "@helpline/shared/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryShelf, SparedShelf } from "../src/shelf.ts";
import { type Answers, Phone, type Sent, task } from "./field.ts";

let phone: Phone;

function start(answers: Answers = []): Phone {
  phone = new Phone(answers);
  return phone;
}

const passTime = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const gone = () => new Problem(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  phone.model.stop();
  vi.useRealTimers();
});

test("a new alert is unseen until it was in front of the worker, and again when it is sent anew", () => {
  start().snapshot(task("alerting"));
  expect(phone.model.unseen()).toHaveLength(1);
  phone.model.markSeen(task("alerting"));
  expect(phone.model.unseen()).toEqual([]);
  phone.change(task("alerting", { version: 4, sent_at: "2026-11-24T16:00:00Z" }));
  expect(phone.model.unseen()).toHaveLength(1);
});

test("the server is told once that the alert was seen, until it knows", async () => {
  start([gone()]).snapshot(task("alerting"));
  phone.model.markSeen(task("alerting"));
  phone.model.markSeen(task("alerting"));
  await passTime(20_000);
  expect(phone.verbs).toEqual([["shown"], ["shown"]]);
  expect(phone.model.outbox.count).toBe(0);
  expect(phone.model.outbox.of("d1")).toBeUndefined();
});

test("each reminder is told once to have been in front of the worker", async () => {
  start(["accepted", "accepted"]).snapshot(task("accepted"));
  phone.model.markReminded(task("accepted"));
  for (const reminded_at of ["2026-11-24T15:54:00Z", "2026-11-24T16:24:00Z"]) {
    phone.model.markReminded(task("accepted", { reminded_at }));
    await passTime(0);
    phone.model.markReminded(task("accepted", { reminded_at }));
    await passTime(0);
  }
  expect(phone.verbs).toEqual([["shown"], ["shown"]]);
});

test("accepting shows the next step at once, and the details when the live line brings them", async () => {
  start(["accepted"]).snapshot(task("alerting"));
  phone.press({ verb: "accept" });
  expect(phone.model.outbox.count).toBe(1);
  expect(phone.model.task("d1")?.state).toBe("alerting");
  await passTime(0);
  expect(phone.posts[0]).toMatchObject([{ verb: "accept", dispatch_id: "d1", seq: 1 }]);
  expect(phone.model.task("d1")?.state).toBe("accepted");
  expect(phone.model.outbox.count).toBe(0);
  phone.change(task("accepted", { version: 2, distance_km: 3 }));
  expect(phone.model.task("d1")?.distance_km).toBe(3);
});

test("a task row in the answer is shown before the live line repeats it", async () => {
  start([task("accepted", { version: 2, distance_km: 9 })]).snapshot(task("alerting"));
  phone.press({ verb: "accept" });
  await passTime(0);
  expect(phone.model.task("d1")?.distance_km).toBe(9);
});

test("who has accepted goes on without network, and all of it arrives in order with its own times", async () => {
  start([gone(), gone(), gone(), "en_route", "done"]).snapshot(task("accepted"));
  const pressed = new Date().toISOString();
  phone.press({ verb: "depart" });
  await passTime(100);
  phone.press({ verb: "arrive" });
  // What the screen shows as pressed lies on the disk: not a moment earlier.
  expect(phone.model.task("d1")?.state).toBe("en_route");
  await passTime(0);
  expect(phone.model.task("d1")?.state).toBe("reached");
  phone.press({ verb: "complete", outcome: "child_safe" });
  await passTime(0);
  expect(phone.model.task("d1")?.state).toBe("done");
  await passTime(10_000);
  expect(phone.verbs.at(-1)).toEqual(["arrive", "complete"]);
  expect(phone.posts.at(-1)).toMatchObject([{ seq: 2 }, { seq: 3, outcome: "child_safe" }]);
  expect(phone.posts[3]?.[0]).toEqual(phone.posts[0]?.[0]);
  expect(phone.posts[0]?.[0]?.made_at).toBe(pressed);
  expect(phone.model.outbox.count).toBe(0);
});

test("when the line comes back everything waiting is tried at once", async () => {
  start([gone(), gone(), "en_route"]).snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(2_000);
  expect(phone.posts).toHaveLength(2);
  phone.socket.drop(1006);
  await passTime(500);
  phone.socket.hello();
  await passTime(0);
  expect(phone.posts).toHaveLength(3);
  expect(phone.model.outbox.count).toBe(0);
});

test("it never gives up, and asks at most once a minute", async () => {
  start(Array.from({ length: 400 }, gone)).snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(6 * 3_600_000);
  expect(phone.posts.length).toBeGreaterThan(350);
  expect(phone.posts.length).toBeLessThan(730);
  expect(phone.model.outbox.count).toBe(0);
});

test("a press whose answer was lost goes again under the same id until it has a receipt", async () => {
  start([gone()]).snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(0);
  phone.change(task("en_route", { version: 2 }));
  await passTime(60_000);
  expect(phone.posts.map(([command]) => command?.id)).toEqual(
    Array(2).fill(phone.posts[0]?.[0]?.id),
  );
  expect(phone.model.outbox.count).toBe(0);
});

test("the same press again while one waits does nothing", async () => {
  start([gone(), gone(), gone()]).snapshot(task("alerting"));
  phone.press({ verb: "accept" });
  phone.press({ verb: "accept" });
  await passTime(0);
  expect(phone.verbs).toEqual([["accept"]]);
  expect(phone.model.outbox.count).toBe(1);
});

test("a refusal is told until it was read, does not count as unsent, and the worker may press again", async () => {
  start(["no:already_taken", "accepted", "no:illegal_move"]).snapshot(task("alerting"));
  phone.press({ verb: "accept" });
  await passTime(0);
  expect(phone.model.outbox.of("d1")?.receipt?.code).toBe("already_taken");
  expect(phone.model.outbox.count).toBe(0);
  phone.drop("d1", 2);
  expect(phone.model.outbox.refused).toHaveLength(1);
  phone.change(task("alerting", { version: 3 }));
  phone.press({ verb: "accept" });
  await passTime(0);
  expect(phone.model.task("d1")?.state).toBe("accepted");
  expect(phone.model.outbox.refused).toEqual([]);
  phone.press({ verb: "depart" });
  await passTime(0);
  expect(phone.model.task("d1")?.state).toBe("accepted");
  const [refused] = phone.model.outbox.refused;
  await phone.model.outbox.markRead(refused?.seq ?? 0);
  expect(phone.model.outbox.refused).toEqual([]);
});

test("the switch of a shift shows where it was moved to, and every move is sent in order", async () => {
  start([gone(), gone(), gone(), gone(), gone()]).snapshot(task("accepted"));
  await passTime(0);
  expect(phone.model.onDuty).toBe(true);
  phone.model.moveShift(false);
  await passTime(0);
  phone.model.moveShift(true);
  phone.model.moveShift(false);
  await passTime(0);
  expect(phone.model.onDuty).toBe(false);
  await passTime(90_000);
  expect(phone.posts.flat().slice(-3)).toMatchObject([{ on: false }, { on: true }, { on: false }]);
  expect(phone.posts[0]?.[0]).not.toHaveProperty("dispatch_id");
  expect(phone.model.outbox.count).toBe(0);
});

test("handing back takes the task off the list", async () => {
  start().snapshot(task("en_route"));
  phone.press({ verb: "hand_back", reason: "ill" });
  await passTime(0);
  expect(phone.posts[0]).toMatchObject([{ verb: "hand_back", reason: "ill" }]);
  expect(phone.model.tasks).toEqual([]);
});

test("declining sends the reason and takes the task off the list", async () => {
  start().snapshot(task("alerting"));
  phone.press({ verb: "decline", reason: "too_far" });
  await passTime(0);
  expect(phone.posts[0]).toMatchObject([{ verb: "decline", reason: "too_far" }]);
  expect(phone.model.tasks).toEqual([]);
  phone.drop("d1", 2);
  phone.change(task("alerting", { version: 5, sent_at: "2026-11-24T17:00:00Z" }));
  expect(phone.model.tasks).toHaveLength(1);
});

test("what the server can't take holds up its own task only", async () => {
  const broken = () => new Problem(500);
  start([broken(), broken(), "en_route", broken()]).snapshot(
    task("accepted", { dispatch_id: "a" }),
    task("accepted", { dispatch_id: "b" }),
  );
  for (const row of phone.model.tasks) phone.model.send(row, { verb: "depart" });
  await passTime(30_000);
  expect(phone.posts.slice(1).every((commands) => commands.length === 1)).toBe(true);
  expect(new Set(phone.posts.slice(1, 4).map(([one]) => one?.dispatch_id)).size).toBe(2);
});

test("one bad command among several is found and told; the others pass", async () => {
  const bad = new Problem(422, { code: "input_is_invalid" });
  const answer = (commands: Sent[]) =>
    commands.some(({ dispatch_id }) => dispatch_id === "a") ? bad : "en_route";
  start([gone(), gone(), answer, answer, answer, answer]).snapshot(
    task("accepted", { dispatch_id: "a" }),
    task("accepted", { dispatch_id: "b" }),
  );
  for (const row of phone.model.tasks) phone.model.send(row, { verb: "depart" });
  await passTime(60_000);
  expect(phone.model.outbox.count).toBe(0);
  expect(phone.model.outbox.refused.map(({ dispatchId }) => dispatchId)).toEqual(["a"]);
});

test("a session that ended is told, and what was not sent waits on the phone for the next one", async () => {
  const shelf = new MemoryShelf();
  phone = new Phone([new Problem(401)], shelf);
  phone.snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(0);
  expect(phone.sessionOver).toBe(true);
  phone.model.stop();
  expect(await shelf.unsent()).toBe(1);
  const first = phone.posts[0]?.[0];
  phone = new Phone(["en_route"], shelf);
  await passTime(0);
  expect(phone.posts[0]).toEqual([first]);
  expect(phone.model.outbox.count).toBe(0);
  phone.socket.drop(4401);
  expect(phone.sessionOver).toBe(true);
});

test("a phone that refuses room keeps on sending, and says that nothing is kept", async () => {
  const full = Object.assign(new MemoryShelf(), {
    lasting: true,
    add: () => Promise.reject(new DOMException("", "QuotaExceededError")),
  });
  phone = new Phone([gone(), gone(), "en_route"], new SparedShelf(full));
  phone.snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(0);
  expect(phone.model.outbox.lasting).toBe(false);
  phone.press({ verb: "arrive" });
  await passTime(20_000);
  expect(phone.model.outbox.count).toBe(0);
  expect(phone.verbs.flat()).toContain("arrive");
});

test("signing out leaves no row in memory and does not look like an ended session", () => {
  start().snapshot(task("accepted"));
  phone.model.stop();
  expect(phone.model.tasks).toEqual([]);
  expect(phone.sessionOver).toBe(false);
});

test("what asks for an answer stands first, then work under way, then what is over", () => {
  start().snapshot(
    task("done", { dispatch_id: "a" }),
    task("en_route", { dispatch_id: "b" }),
    task("alerting", { dispatch_id: "c", urgency: "P2" }),
    task("alerting", { dispatch_id: "d", urgency: "P1" }),
  );
  expect(phone.model.tasks.map(({ dispatch_id }) => dispatch_id)).toEqual(["d", "c", "b", "a"]);
});

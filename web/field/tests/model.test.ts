/** What the worker presses reaches the server or says honestly that it has not. */
import { Problem } from "@helpline/shared/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Answers, Phone, task } from "./field.ts";

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

test("the server is told once that the alert was seen, and a lost word of it bothers nobody", async () => {
  start([gone()]).snapshot(task("alerting"));
  phone.model.markSeen(task("alerting"));
  phone.model.markSeen(task("alerting"));
  await passTime(20_000);
  expect(phone.posts).toEqual([{ path: "/dispatches/d1/shown", body: undefined }]);
  expect(phone.model.outbox.count).toBe(0);
});

test("accepting shows the next step at once, and the details when the live line brings them", async () => {
  start([{ id: "d1", state: "accepted" }]).snapshot(task("alerting"));
  phone.press({ verb: "accept" });
  expect(phone.model.outbox.count).toBe(1);
  await passTime(0);
  expect(phone.posts).toEqual([{ path: "/dispatches/d1/accept", body: undefined }]);
  expect(phone.model.task("d1")?.state).toBe("accepted");
  expect(phone.model.outbox.count).toBe(0);
  phone.change(task("accepted", { version: 2, distance_km: 3 }));
  expect(phone.model.task("d1")?.distance_km).toBe(3);
});

test("a task row in the answer is shown before the live line repeats it", async () => {
  const accepted = task("accepted", { version: 2, distance_km: 9 });
  start([accepted]).snapshot(task("alerting"));
  phone.press({ verb: "accept" });
  await passTime(0);
  expect(phone.model.task("d1")?.distance_km).toBe(9);
});

test("a failed press waits, is tried again and counts as not sent meanwhile", async () => {
  start([gone(), gone(), { state: "en_route" }]).snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(0);
  expect(phone.model.outbox.of("d1")?.state).toBe("waiting");
  expect(phone.model.outbox.count).toBe(1);
  expect(phone.model.task("d1")?.state).toBe("accepted");
  await passTime(10_000);
  expect(phone.posts).toHaveLength(3);
  expect(phone.model.task("d1")?.state).toBe("en_route");
});

test("when the line comes back everything waiting is tried at once", async () => {
  start([gone(), gone(), gone(), { state: "en_route" }]).snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(6_500);
  expect(phone.posts).toHaveLength(3);
  phone.socket.drop(1006);
  await passTime(500);
  phone.socket.hello();
  await passTime(0);
  expect(phone.posts).toHaveLength(4);
  expect(phone.model.outbox.count).toBe(0);
});

test("a press whose answer was lost is not sent again once the server shows its effect", async () => {
  start([gone()]).snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(0);
  phone.change(task("en_route", { version: 2 }));
  await passTime(60_000);
  expect(phone.posts).toHaveLength(1);
  expect(phone.model.outbox.count).toBe(0);
});

test("a second press while one is under way does nothing", async () => {
  start([gone()]).snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  phone.press({ verb: "depart" });
  await passTime(0);
  expect(phone.posts).toHaveLength(1);
});

test("a refusal is kept to be read, does not count as unsent, and the worker may press again", async () => {
  const refused = new Problem(409, { code: "dispatch_is_taken" });
  start([refused, { state: "accepted" }]).snapshot(task("alerting"));
  phone.press({ verb: "accept" });
  await passTime(0);
  expect(phone.model.outbox.of("d1")?.problem?.code).toBe("dispatch_is_taken");
  expect(phone.model.outbox.count).toBe(0);
  phone.press({ verb: "accept" });
  await passTime(0);
  expect(phone.model.task("d1")?.state).toBe("accepted");
});

test("declining sends the reason and takes the task off the list", async () => {
  start([undefined]).snapshot(task("alerting"));
  phone.press({ verb: "decline", reason: "too_far" });
  await passTime(0);
  expect(phone.posts).toEqual([{ path: "/dispatches/d1/decline", body: { reason: "too_far" } }]);
  expect(phone.model.tasks).toEqual([]);
  phone.drop("d1", 2);
  phone.change(task("alerting", { version: 5, sent_at: "2026-11-24T17:00:00Z" }));
  expect(phone.model.tasks).toHaveLength(1);
});

test("a press about a task that went to somebody else is dropped", async () => {
  start([gone()]).snapshot(task("alerting"));
  phone.press({ verb: "accept" });
  await passTime(0);
  phone.drop("d1", 2);
  expect(phone.model.outbox.count).toBe(0);
});

test("a session that ended is told, by a verb as by the line", async () => {
  start([new Problem(401)]).snapshot(task("accepted"));
  phone.press({ verb: "depart" });
  await passTime(0);
  expect(phone.sessionOver).toBe(true);
  phone.sessionOver = false;
  phone.socket.drop(4401);
  expect(phone.sessionOver).toBe(true);
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

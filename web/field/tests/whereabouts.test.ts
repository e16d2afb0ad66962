/** Where the worker is: told while it is switched on, every few minutes, the last point alone. */
import { Problem } from "@helpline/shared/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EVERY_MS, Whereabouts } from "../src/whereabouts.ts";
import { type Answers, Phone, type Sent, task } from "./field.ts";

let looked = 0;
const finder = {
  getCurrentPosition: (found: PositionCallback) => {
    looked += 1;
    const coords = { latitude: 22 + looked, longitude: 90, accuracy: 12.6 };
    found({ coords } as GeolocationPosition);
  },
};
let phone: Phone;
let whereabouts: Whereabouts;

function start(answers: Answers = []): void {
  phone = new Phone(answers);
  whereabouts = new Whereabouts(phone.model, finder);
}
const passTime = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  looked = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  whereabouts.stop();
  phone.model.stop();
  vi.useRealTimers();
});

test("nothing is looked for before the worker switches it on, nor after it is off or over", async () => {
  let shows = false;
  const answer = (commands: Sent[]) => {
    for (const { verb, on } of commands) if (verb === "share_location") shows = on === true;
    return task("accepted", { version: 2, shows_position: shows });
  };
  start(Array.from({ length: 9 }, () => answer));
  phone.snapshot(task("accepted"));
  await passTime(2 * EVERY_MS);
  expect(looked).toBe(0);
  phone.press({ verb: "share_location", on: true });
  await passTime(EVERY_MS);
  expect(looked).toBe(2);
  expect(phone.verbs.flat().slice(0, 2)).toEqual(["share_location", "located"]);
  expect(phone.posts.flat().at(-1)).toMatchObject({ lat: 24, lon: 90, accuracy_m: 13 });
  phone.press({ verb: "share_location", on: false });
  await passTime(2 * EVERY_MS);
  expect(looked).toBe(2);
  phone.change(task("done", { version: 9, shows_position: true }));
  await passTime(2 * EVERY_MS);
  expect(looked).toBe(2);
});

test("of the points that wait without network only the last is kept", async () => {
  const gone = () => new Problem(0);
  start(Array.from({ length: 60 }, gone));
  phone.snapshot(task("en_route", { shows_position: true }));
  await passTime(3 * EVERY_MS);
  expect(looked).toBe(4);
  const waits = phone.model.outbox.items.filter(({ decision }) => decision.verb === "located");
  expect(waits.map(({ decision }) => decision)).toMatchObject([{ lat: 26 }]);
  expect(phone.model.outbox.of("d1")).toBeUndefined();
});

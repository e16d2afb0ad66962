/** Swaps on the phone: kept without network, sent as they were pressed, and the roster read anew after the answer. */

import { Problem } from "@helpline/shared/api";
import type { OwnRoster } from "@helpline/shared/types";
import { expect, test, vi } from "vitest";
import { Phone } from "./field.ts";

const name = { bn: "সুমন", en: "Suman" };
const DAY = { starts_at: "2099-01-01T03:00:00Z", ends_at: "2099-01-01T11:00:00Z" };
const ROSTER: OwnRoster = {
  shifts: [{ id: "s1", ...DAY, swap: null, holiday: null }],
  leaves: [],
  asked: [{ id: "a1", ...DAY, state: "asked", from_name: name }],
  colleagues: [{ id: "w2", name, post: name }],
};

test("a swap is asked without network and goes out with the shift's name once", async () => {
  vi.useFakeTimers();
  const phone = new Phone([new Problem(0)]);
  phone.roster = ROSTER;
  await phone.model.readRoster();
  const { shifts } = phone.model;
  shifts.ask("s1", "w2");
  shifts.ask("s1", "w2");
  expect(shifts.asks("s1")).toBe(true);
  phone.roster = {
    ...ROSTER,
    shifts: [{ id: "s1", ...DAY, swap: { state: "asked", to_name: name }, holiday: null }],
  };
  await vi.advanceTimersByTimeAsync(20_000);
  expect(phone.verbs).toEqual([["ask_swap"], ["ask_swap"]]);
  const [sent] = phone.posts.at(-1) ?? [];
  expect(sent).toMatchObject({ shift_id: "s1", to_worker: "w2" });
  expect(sent).not.toHaveProperty("dispatch_id");
  expect(shifts.asks("s1")).toBe(false);
  expect(shifts.known?.shifts[0]?.swap?.state).toBe("asked");
  vi.useRealTimers();
});

test("who is asked answers once, and takes the word back with another press", async () => {
  vi.useFakeTimers();
  const phone = new Phone([new Problem(0)]);
  phone.roster = ROSTER;
  await phone.model.readRoster();
  const { shifts } = phone.model;
  expect(shifts.toAnswer(phone.model.now()).map(({ id }) => id)).toEqual(["a1"]);
  expect(shifts.toAnswer(Date.parse(DAY.starts_at))).toEqual([]);
  shifts.say("a1", true);
  shifts.say("a1", true);
  shifts.say("a1", false);
  expect(shifts.answer("a1")).toBe(false);
  expect(shifts.toAnswer(phone.model.now())).toEqual([]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(phone.posts.flat().map(({ yes }) => yes)).toContain(false);
  expect(shifts.answer("a1")).toBeNull();
  vi.useRealTimers();
});

test("the duty switch stays as it was moved when a swap is asked after it", async () => {
  vi.useFakeTimers();
  const phone = new Phone([new Problem(0), new Problem(0)]);
  await vi.advanceTimersByTimeAsync(0);
  phone.model.moveShift(false);
  phone.model.shifts.ask("s1", "w2");
  await vi.advanceTimersByTimeAsync(0);
  expect(phone.model.onDuty).toBe(false);
  vi.useRealTimers();
});

/** One status button, always the next step; addresses survive a reload. */
import { expect, test } from "vitest";
import { readHash, taskHash } from "../src/route.ts";
import { hasHappened, nextVerb } from "../src/steps.ts";
import { task } from "./field.ts";

test.each([
  ["alerting", null],
  ["accepted", "depart"],
  ["en_route", "arrive"],
  ["reached", "complete"],
  ["done", null],
  ["stood_down", null],
  ["unanswered", null],
] as const)("after %s the button says %s", (state, verb) => {
  expect(nextVerb(state)).toBe(verb);
});

test("a verb has happened when the task is at or past its state, or is gone", () => {
  expect(hasHappened("accept", task("alerting"))).toBe(false);
  expect(hasHappened("accept", task("en_route"))).toBe(true);
  expect(hasHappened("complete", task("reached"))).toBe(false);
  expect(hasHappened("arrive", task("stood_down"))).toBe(true);
  expect(hasHappened("depart", undefined)).toBe(true);
});

test("a task's address is read back as it was written", () => {
  expect(readHash(taskHash("0b5e-1"))).toEqual({ at: "task", id: "0b5e-1", asking: "nothing" });
  expect(readHash(taskHash("0b5e-1", "why"))).toMatchObject({ asking: "why" });
  expect(readHash("#/something/else")).toEqual({ at: "list" });
  expect(readHash("")).toEqual({ at: "list" });
});

test.each([
  ["alerting", null],
  ["accepted", "admit"],
  ["en_route", "admit"],
  ["reached", "admit"],
  ["done", null],
  ["stood_down", null],
] as const)("after %s a centre's button says %s", (state, verb) => {
  expect(nextVerb(state, true)).toBe(verb);
});

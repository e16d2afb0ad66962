/** One status button, always the next step; addresses survive a reload. */
import { expect, test } from "vitest";
import { readHash, taskHash } from "../src/route.ts";
import { foreseen, nextVerb } from "../src/steps.ts";

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

test("what waits on the phone counts for who has accepted, and for nobody else", () => {
  expect(foreseen("accepted", ["depart", "arrive"])).toBe("reached");
  expect(foreseen("reached", ["depart"])).toBe("reached");
  expect(foreseen("alerting", ["accept", "depart"])).toBe("alerting");
  expect(foreseen("stood_down", ["arrive"])).toBe("stood_down");
  expect(foreseen("en_route", ["shown", "decline"])).toBe("en_route");
});

test("a task's address is read back as it was written", () => {
  expect(readHash(taskHash("0b5e-1"))).toEqual({ at: "task", id: "0b5e-1", asking: "nothing" });
  expect(readHash(taskHash("0b5e-1", "why"))).toMatchObject({ asking: "why" });
  expect(readHash("#/outbox")).toEqual({ at: "outbox" });
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

/** Marks on a number: they expire, are made once, by whose call it was, and only when it is over. */
import type { CallRow, MarksRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { markStanding, mayMark } from "../src/marks/standing.ts";

const mark = {
  reason: "plays",
  made_at: "2026-11-28T09:00:00Z",
  counsellor: { bn: "ক", en: "K" },
} as const;
const marks = (over: Partial<MarksRow>) =>
  ({ marks: [], lowers_until: null, may_be_marked: true, of_this_call: null, ...over }) as MarksRow;
const call = { state: "ended", owner: { id: "me", name: { bn: "ক", en: "K" } } } as CallRow;
const until = "2026-11-28T12:00:00Z";

test("a lowered place is so no longer from the moment on at which the marks expire", () => {
  const row = marks({ marks: [mark, mark], lowers_until: until });
  expect(markStanding(row, Date.parse(until) - 1)).toBe("lowers");
  expect(markStanding(row, Date.parse(until))).toBe("not_yet");
});

test("one counsellor's mark changes nothing yet, and none is none", () => {
  expect(markStanding(marks({ marks: [mark] }), 0)).toBe("not_yet");
  expect(markStanding(marks({}), 0)).toBe("none");
});

test("a number is marked once, by whose call it was, when the call is over", () => {
  expect(mayMark(call, "me", marks({}))).toBe(true);
  expect(mayMark({ ...call, state: "talking" }, "me", marks({}))).toBe(false);
  expect(mayMark(call, "other", marks({}))).toBe(false);
  expect(mayMark({ ...call, owner: null }, null, marks({}))).toBe(false);
  expect(mayMark(call, "me", marks({ of_this_call: "plays" }))).toBe(false);
  expect(mayMark(call, "me", marks({ may_be_marked: false }))).toBe(false);
});

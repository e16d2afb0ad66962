/** What the board of a silent call shows, and the order and hands of the call-back list. */
import type { CallBackRow, Interview, InterviewQuestion } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { claimNow, inOrder } from "../src/back/backs.ts";
import { answerOf, lastQuestion, soundOf, toggled } from "../src/silent/silent.ts";

type Said = InterviewQuestion["answers"][number];

const AT = "2026-11-28T10:00:00Z";
const said = (answer: Said["answer"], means: Said["means"] = "key"): Said => ({
  answer,
  means,
  at: AT,
});
const question = (...answers: Said[]): InterviewQuestion => ({
  id: "1",
  nth: 1,
  question: "hurt",
  asked_at: AT,
  ended_at: null,
  ending: null,
  answers,
});

test("the last yes or no by key counts, before any sound and any other key", () => {
  expect(answerOf(question())).toBeNull();
  expect(answerOf(question(said("yes"), said("no")))?.answer).toBe("no");
  expect(answerOf(question(said("yes"), said("other")))?.answer).toBe("yes");
  expect(answerOf(question(said("no"), said("yes", "sound")))?.answer).toBe("no");
  expect(answerOf(question(said("other"), said("yes", "sound")))?.answer).toBe("yes");
  expect(answerOf(question(said("unclear", "sound")))?.answer).toBe("unclear");
});

test("the last question is the one that sounds are marked for", () => {
  const questions = [question(), { ...question(), id: "2" }];
  expect(lastQuestion({ questions } as Interview)?.id).toBe("2");
  expect(lastQuestion({ questions: [] as InterviewQuestion[] } as Interview)).toBeNull();
});

test("nothing is heard, or something is", () => {
  expect(toggled(["tv"], "crying")).toEqual(["tv", "crying"]);
  expect(toggled(["tv", "crying"], "tv")).toEqual(["crying"]);
  expect(toggled(["tv", "crying"], "nothing")).toEqual(["nothing"]);
  expect(toggled(["nothing"], "tv")).toEqual(["tv"]);
});

test("Y, N and ? are taken by their place on the keyboard, in a Bangla layout too", () => {
  expect(soundOf("KeyY", "ট")).toBe("yes");
  expect(soundOf("KeyN", "ন")).toBe("no");
  expect(soundOf("Slash", "।")).toBe("unclear");
  expect(soundOf("Digit8", "?")).toBe("unclear");
  expect(soundOf("KeyA", "y")).toBeNull();
});

const row = (id: string, due_at: string | null, made_at = AT) =>
  ({ id, due_at, made_at }) as CallBackRow;

test("attempts stand as they fall due, and those whose plan is over come last", () => {
  const rows = [
    row("over", null),
    row("older over", null, "2026-11-28T09:00:00Z"),
    row("later", "2026-11-28T10:15:00Z"),
    row("now", "2026-11-28T10:00:00Z", "2026-11-28T10:00:01Z"),
    row("now, and first", "2026-11-28T10:00:00Z"),
  ];
  expect(inOrder(rows).map(({ id }) => id)).toEqual([
    "now, and first",
    "now",
    "later",
    "older over",
    "over",
  ]);
});

test("a claim counts till its time and says whose it is", () => {
  const claimed = { claimed_until: "2026-11-28T10:05:00Z", claimed_by_id: "me" } as CallBackRow;
  const at = Date.parse(AT);
  expect(claimNow(claimed, at, "me")).toBe("mine");
  expect(claimNow(claimed, at, "another")).toBe("theirs");
  expect(claimNow(claimed, Date.parse("2026-11-28T10:05:00Z"), "me")).toBeNull();
  expect(claimNow({ ...claimed, claimed_until: null }, at, "me")).toBeNull();
});

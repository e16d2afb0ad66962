/** The board's live score and its orders. */
import type { DispatchRow, WaitingRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import {
  byPressing,
  byScore,
  isLateDispatch,
  lateSince,
  scoreNow,
  ticketsOfSeveral,
  waitPoints,
} from "../src/board/score.ts";

const NOW = Date.parse("2026-11-22T15:45:00Z");
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const waiting = (over: Partial<WaitingRow>) =>
  ({ score_base: 0, score_at: ago(0), queued_at: ago(0), reasons: [], ...over }) as WaitingRow;
const dispatch = (over: Partial<DispatchRow>) =>
  ({
    state: "alerting",
    urgency: "P2",
    due_at: ago(-60),
    alarm_at: null,
    requested_at: ago(60),
    ...over,
  }) as DispatchRow;

test("the score grows by one each second and never falls below its base", () => {
  const row = { score_base: 80, score_at: ago(0) };
  expect(scoreNow(row, NOW)).toBe(80);
  expect(scoreNow(row, NOW + 999)).toBe(80);
  expect(scoreNow(row, NOW + 12_000)).toBe(92);
  expect(scoreNow(row, NOW - 5_000)).toBe(80);
});

test("the highest score stands first, the longer wait breaks a tie", () => {
  const [a, b, c] = [
    waiting({ call_id: "a", score_base: 10, queued_at: ago(10) }),
    waiting({ call_id: "b", score_base: 0, score_at: ago(30), queued_at: ago(30) }),
    waiting({ call_id: "c", score_base: 10, queued_at: ago(20) }),
  ];
  expect([a, b, c].sort(byScore(NOW)).map((row) => row.call_id)).toEqual(["b", "c", "a"]);
});

test("what the wait adds is told apart from the named reasons", () => {
  const row = waiting({
    score_base: 600,
    score_at: ago(12),
    reasons: [{ code: "counsellor_lost", points: 600 }],
  });
  expect(waitPoints(row, NOW)).toBe(12);
});

test("a dispatch is late when its time is over or its ladder ran out", () => {
  expect(isLateDispatch(dispatch({}), NOW)).toBe(false);
  expect(isLateDispatch(dispatch({ due_at: ago(0) }), NOW)).toBe(true);
  expect(isLateDispatch(dispatch({ state: "unanswered", due_at: null }), NOW)).toBe(true);
  expect(isLateDispatch(dispatch({ state: "en_route", due_at: ago(90) }), NOW)).toBe(false);
  const unmet = dispatch({ state: "en_route", due_at: null, call_wish_late_at: ago(5) });
  expect(isLateDispatch(unmet, NOW)).toBe(true);
  expect(lateSince(unmet)).toBe(ago(5));
});

test("P1 stands first, then whoever is late the longest", () => {
  const rows = [
    dispatch({ number: "c", due_at: ago(10) }),
    dispatch({ number: "b", due_at: ago(90) }),
    dispatch({ number: "a", urgency: "P1", due_at: ago(5) }),
  ];
  expect(rows.sort(byPressing).map((row) => row.number)).toEqual(["a", "b", "c"]);
});

test("a ticket with two tasks is told apart by their numbers, a ticket with one is not", () => {
  const rows = ["a", "b", "a", "c"].map((incident_id) => dispatch({ incident_id }));
  expect([...ticketsOfSeveral(rows)]).toEqual(["a"]);
});

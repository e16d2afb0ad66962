/** Which call is in hand and which work was left, by duty: a question that is open is never out of sight. */
import type { CallRow, DutyState } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { inHand } from "../src/live/useMine.ts";

const row = (id: string, more: Partial<CallRow>) =>
  ({ id, state: "ended", wrap_up: true, handed_over: false, ...more }) as CallRow;
const left = row("left", {});
const live = row("live", { state: "talking", wrap_up: false });
const over = row("over", { wrap_up: false });

const ids = (calls: CallRow[], state: DutyState) => {
  const [call, unsaid] = inHand(calls, { state });
  return [call?.id ?? null, unsaid.map(({ id }) => id)];
};

test.each<[string, CallRow[], DutyState, unknown]>([
  ["in wrap-up it is in hand", [left], "wrap_up", ["left", []]],
  ["on a break it is a task as well", [left], "paused", ["left", ["left"]]],
  ["so it is after the break", [left], "available", ["left", ["left"]]],
  ["and on the next day", [left], "off", ["left", ["left"]]],
  ["a live call goes before it", [left, live], "on_call", ["live", ["left"]]],
  ["what is done is neither", [over, live], "on_call", ["live", []]],
  ["nothing is nothing", [over], "available", [null, []]],
])("%s", (_, calls, state, wanted) => {
  expect(ids(calls, state)).toEqual(wanted);
});

/** Who is on a line and what may be done to each, as the call's counsellor sees it. */
import type { CallParty, CallRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import {
  hasService,
  isTalking,
  isWrapUp,
  listeners,
  mayHandOver,
  ownLine,
  verbsFor,
} from "../src/parties/rules.ts";

const party = (over: Partial<CallParty>): CallParty => ({
  id: "x",
  kind: "caller",
  state: "joined",
  staff_id: null,
  name: null,
  service: null,
  owns: false,
  mode: null,
  muted_at: null,
  held_at: null,
  since: null,
  ...over,
});
const AT = "2026-11-28T10:00:00Z";
const caller = party({ id: "caller" });
const mine = party({ id: "l1", kind: "counsellor", owns: true, staff_id: "me" });
const police = party({ id: "l2", kind: "service", service: "999" });
const ear = party({ id: "l3", kind: "supervisor", mode: "listen", staff_id: "s" });
const call = (...parties: CallParty[]) => ({ parties });

test("between two nothing is done in the list: mute and hold stand in the call bar", () => {
  expect(verbsFor(caller, call(caller, mine))).toEqual([]);
  expect(verbsFor(mine, call(caller, mine))).toEqual([]);
});

test("a supervisor who listens makes no conversation of three, and is not touched", () => {
  expect(verbsFor(caller, call(caller, mine, ear))).toEqual([]);
  expect(verbsFor(ear, call(caller, mine, ear))).toEqual([]);
});

test("among three everybody but oneself can be muted and held, and the caller is never taken out", () => {
  const three = call(caller, mine, police);
  expect(verbsFor(caller, three)).toEqual(["mute", "hold"]);
  expect(verbsFor(police, three)).toEqual(["mute", "hold", "remove"]);
  expect(verbsFor(mine, three)).toEqual([]);
});

test("what is on can be turned off, and a line that still rings can only be taken out", () => {
  const quiet = party({ ...police, muted_at: AT, held_at: AT });
  expect(verbsFor(quiet, call(caller, mine, quiet))).toEqual(["unmute", "resume", "remove"]);
  const rings = party({ ...police, state: "ringing" });
  expect(verbsFor(rings, call(caller, mine, rings))).toEqual(["remove"]);
  const gone = party({ ...police, state: "left" });
  expect(verbsFor(gone, call(caller, mine, gone))).toEqual([]);
});

test("whoever listens is found, whatever he or she does there, until the line is left", () => {
  const whispers = party({ ...ear, mode: "whisper" });
  expect(listeners(call(caller, mine, whispers))).toEqual([whispers]);
  expect(listeners(call(caller, mine, party({ ...ear, state: "left" })))).toEqual([]);
});

test("one's own line is found by who one is, and nobody has none", () => {
  expect(ownLine(call(caller, mine), "me")).toBe(mine);
  expect(ownLine(call(caller, mine), "other")).toBeNull();
  expect(ownLine(call(caller, mine), null)).toBeNull();
});

const asked = (over: object) =>
  ({
    id: "i",
    kind: "warm",
    state: "accepted",
    to: { id: "c", name: { bn: "ক", en: "K" } },
    party_id: "l4",
    asked_at: AT,
    due_at: null,
    ...over,
  }) as CallRow["invitations"][number];
const colleague = party({ id: "l4", kind: "colleague", staff_id: "c" });

test("a call is handed over only to a colleague whose line is in it", () => {
  expect(mayHandOver(asked({}), call(caller, mine, colleague))).toBe(true);
  expect(mayHandOver(asked({ kind: "join" }), call(caller, mine, colleague))).toBe(true);
  expect(mayHandOver(asked({ state: "asked" }), call(caller, mine, colleague))).toBe(false);
  const rings = party({ ...colleague, state: "ringing" });
  expect(mayHandOver(asked({}), call(caller, mine, rings))).toBe(false);
  expect(mayHandOver(asked({ party_id: null }), call(caller, mine))).toBe(false);
});

test("a call that was handed over is work after the call for who had it, though it goes on", () => {
  const handed = { state: "talking", handed_over: true, wrap_up: true } as const;
  expect(isTalking(handed)).toBe(false);
  expect(isWrapUp(handed)).toBe(true);
  expect(isWrapUp({ state: "talking", handed_over: false, wrap_up: false })).toBe(false);
  expect(isWrapUp({ state: "ended", handed_over: false, wrap_up: true })).toBe(true);
  expect(isWrapUp({ state: "ended", handed_over: false, wrap_up: false })).toBe(false);
});

test("a brief is offered while people talk and a service is rung or on the line", () => {
  const talking = { state: "talking" as const, handed_over: false };
  expect(hasService({ ...talking, ...call(caller, mine, police) })).toBe(true);
  expect(hasService({ ...talking, ...call(caller, mine, ear) })).toBe(false);
  expect(hasService({ ...talking, handed_over: true, ...call(caller, police) })).toBe(false);
  expect(hasService({ ...talking, state: "ended", ...call(caller, police) })).toBe(false);
});

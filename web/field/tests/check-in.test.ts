/** Signs of life on the phone: what is foreseen without network, and that a PIN stays no longer than needed. */

import { Problem } from "@helpline/shared/api";
import type { OwnCheckIn } from "@helpline/shared/types";
import { expect, test, vi } from "vitest";
import { checkIn, paces } from "../src/check-in.ts";
import { type Kept, MemoryShelf } from "../src/shelf.ts";
import type { Decision } from "../src/verbs.ts";
import { Phone, task } from "./field.ts";

const NOON = Date.parse("2026-11-24T12:00:00Z");
const MINUTE = 60_000;

const own = (change: Partial<OwnCheckIn> = {}): OwnCheckIn => ({
  due_at: "2026-11-24T12:30:00Z",
  every_seconds: 1_800,
  usual_seconds: 1_800,
  late: false,
  ...change,
});

const said = (decision: Decision, madeAt: string, offsetMs = 0) =>
  ({ decision, madeAt, offsetMs }) as Kept;
const SAFE: Decision = { verb: "check_in", pin: "2580" };

test.each([
  [own(), [], 0, "fine", 30, false],
  [own(), [], 30, "due", 30, false],
  [own({ late: true }), [], 39, "late", 30, false],
  // Said without network: it counts from then on the phone, until the server has it.
  [own(), [said(SAFE, "2026-11-24T12:20:00Z")], 31, "fine", 50, true],
  [own({ late: true }), [said(SAFE, "2026-11-24T12:20:00Z")], 39, "fine", 50, true],
  [own(), [said(SAFE, "2026-11-24T12:20:00Z", 5 * MINUTE)], 31, "fine", 55, true],
  [own(), [said({ verb: "pace", minutes: 10 }, "2026-11-24T12:20:00Z")], 31, "due", 30, false],
] as const)("how a sign of life stands: case %#", (row, waiting, minutes, state, due, waits) => {
  const now = checkIn(row, [...waiting], NOON + minutes * MINUTE);
  expect(now).toEqual({ dueMs: NOON + due * MINUTE, state, waits });
});

test("nobody waits for one before setting out", () => {
  expect(checkIn(null, [said(SAFE, "2026-11-24T12:20:00Z")], NOON)).toBeNull();
});

test.each([
  [1_800, [5, 10, 15, 20, 30]],
  [3_600, [5, 10, 15, 20, 30, 45, 60]],
  [240, [4]],
])("one may choose to say it sooner than every %i seconds", (usual_seconds, expected) => {
  expect(paces(own({ usual_seconds }))).toEqual(expected);
});

test("every sign of life is sent with its PIN, which leaves the phone with the receipt", async () => {
  vi.useFakeTimers();
  const shelf = new MemoryShelf();
  const next = task("en_route", { version: 2, check_in: own({ due_at: "2026-11-24T13:00:00Z" }) });
  const phone = new Phone([new Problem(0), next], shelf);
  phone.snapshot(task("en_route", { check_in: own() }));
  phone.press({ verb: "check_in", pin: "2580" });
  phone.press({ verb: "check_in", pin: "7413" });
  await vi.advanceTimersByTimeAsync(20_000);
  const pins = phone.posts.flat().map(({ pin }) => pin);
  expect(pins).toEqual(expect.arrayContaining(["2580", "7413"]));
  expect(phone.model.outbox.count).toBe(0);
  expect(JSON.stringify([await shelf.of("m"), phone.model.outbox.items])).not.toMatch(/2580|7413/);
  expect(phone.model.task("d1")?.check_in?.due_at).toBe("2026-11-24T13:00:00Z");
  phone.model.stop();
  vi.useRealTimers();
});

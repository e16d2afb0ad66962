/** Silent mode is offered when nobody speaks for 6 s after the talk began; the clock is played. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { begin, HUSH_MS, hear, isHushed, listen, SPEECH, SPOKEN_MS } from "../src/silent/hush.ts";
import { isListened } from "../src/silent/useHush.ts";

const QUIET = SPEECH / 4;
const LOUD = SPEECH * 2;
const EVERY = 50;

beforeEach(() => vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] }));
afterEach(() => vi.useRealTimers());

function line() {
  const said: boolean[] = [];
  const listeners = new Set<(level: number) => void>();
  const out = listen(
    (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    (hushed) => said.push(hushed),
  );
  const sounds = (level: number, ms: number) => {
    for (let at = 0; at < ms; at += EVERY) {
      vi.advanceTimersByTime(EVERY);
      for (const heard of listeners) heard(level);
    }
  };
  return { sounds, out, listeners, offered: () => said.at(-1) ?? false };
}

test("it is offered after six seconds of silence and not before", () => {
  const { sounds, offered } = line();
  sounds(QUIET, HUSH_MS - EVERY);
  expect(offered()).toBe(false);
  sounds(QUIET, EVERY);
  expect(offered()).toBe(true);
});

test("whoever has spoken is not taken for silent, however long the pauses are", () => {
  const { sounds, offered } = line();
  sounds(QUIET, 5000);
  sounds(LOUD, SPOKEN_MS + EVERY);
  sounds(QUIET, 10 * HUSH_MS);
  expect(offered()).toBe(false);
});

test("a click is no speech, nor are many", () => {
  const { sounds, offered } = line();
  for (let click = 0; click < 20; click += 1) {
    sounds(LOUD, SPOKEN_MS - EVERY);
    sounds(QUIET, 500);
  }
  expect(offered()).toBe(true);
});

test("a caller who speaks after all takes the offer back", () => {
  const { sounds, offered } = line();
  sounds(QUIET, 2 * HUSH_MS);
  expect(offered()).toBe(true);
  sounds(LOUD, SPOKEN_MS + EVERY);
  expect(offered()).toBe(false);
});

test("without levels nothing is offered, as with a telephone on the desk", () => {
  const { offered } = line();
  vi.advanceTimersByTime(10 * HUSH_MS);
  expect(offered()).toBe(false);
  expect(isHushed(begin(0), 10 * HUSH_MS)).toBe(false);
});

test("levels that stop take the offer back, and silence is counted anew when they come again", () => {
  const { sounds, offered } = line();
  sounds(QUIET, HUSH_MS);
  expect(offered()).toBe(true);
  vi.advanceTimersByTime(3000);
  expect(offered()).toBe(false);
  sounds(QUIET, HUSH_MS);
  expect(offered()).toBe(false);
  sounds(QUIET, EVERY);
  expect(offered()).toBe(true);
});

test("just at the threshold it is speech, just below it is none", () => {
  const heard = (level: number) =>
    [0, 100, 200, 300].reduce((hush, at) => hear(hush, level, at), begin(0)).spoke;
  expect(heard(SPEECH)).toBe(true);
  expect(heard(SPEECH - 0.001)).toBe(false);
});

test("the way out hears nothing more", () => {
  const { sounds, out, listeners, offered } = line();
  sounds(QUIET, 2000);
  out();
  expect(listeners.size).toBe(0);
  vi.advanceTimersByTime(HUSH_MS);
  expect(offered()).toBe(false);
});

const CALL = {
  state: "talking" as const,
  handed_over: false,
  held_at: null,
  muted_at: null,
  interview: null,
};

test.each([
  [{}, true],
  [{ state: "connecting" as const }, false],
  [{ state: "ended" as const }, false],
  [{ handed_over: true }, false],
  [{ held_at: "2026-01-01T00:00:00+00:00" }, false],
  [{ muted_at: "2026-01-01T00:00:00+00:00" }, false],
])("only a caller who could be heard is listened to: %j", (more, listened) => {
  expect(isListened({ ...CALL, ...more })).toBe(listened);
});

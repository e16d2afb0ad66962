/** Service levels: never rounded up to a target they missed; only the target's formula is judged. */
import type { ServiceLevel } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { judged, percent } from "../src/measures/shares.ts";

const level: ServiceLevel = {
  seconds: 15,
  of_answered: 1,
  of_offered: 0.5,
  of_offered_less_short: 0.9,
  target: 0.9,
};

test("a share just below its target never reads as the target", () => {
  expect(percent(0.8999)).toBe("89.9");
  expect(percent(0.9)).toBe("90");
  expect(percent(0.29)).toBe("29");
  expect(percent(1)).toBe("100");
  expect(percent(0)).toBe("0");
  expect(percent(2 / 3)).toBe("66.6");
});

test("only the share of the target is judged, and nobody's share is no failure", () => {
  expect(judged(level, "of_answered")).toBe("no_target");
  expect(judged(level, "of_offered")).toBe("no_target");
  expect(judged(level, "of_offered_less_short")).toBe("on_target");
  const below = { ...level, of_offered_less_short: 0.8999 };
  expect(judged(below, "of_offered_less_short")).toBe("below");
  const nobody = { ...level, of_offered_less_short: null };
  expect(judged(nobody, "of_offered_less_short")).toBe("no_calls");
});

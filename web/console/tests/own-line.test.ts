/** The telephone of this browser follows one's own line, but never in the middle of a call. */
import type { LineRow } from "@helpline/shared/types";
import { expect, test } from "vitest";
import type { PhoneKind, PhoneState } from "../src/softphone/softphone.ts";
import { toBecome } from "../src/softphone/usePhone.ts";

test.each<[LineRow["kind"] | null, PhoneKind, PhoneState, PhoneKind | null]>([
  ["browser", "desk", "desk", "browser"],
  ["browser", "browser", "connecting", null],
  ["browser", "browser", "ready", null],
  ["desk", "browser", "ready", "desk"],
  ["desk", "browser", "failed", "desk"],
  ["desk", "browser", "talking", null],
  ["desk", "desk", "desk", null],
  ["house", "browser", "ready", null],
  ["house", "desk", "desk", null],
  [null, "browser", "ready", null],
])("line %s, here %s (%s): becomes %s", (line, here, state, wanted) => {
  expect(toBecome(line, here, state)).toBe(wanted);
});

import { sentIds } from "@helpline/shared/new-id";
import { expect, test } from "vitest";

test("the same words sent again after a lost answer keep their id, and only they", () => {
  const sent = sentIds();
  const first = sent.of({ item: "blanket", count: 1 });
  expect(sent.of({ item: "blanket", count: 1 })).toBe(first);
  const other = sent.of({ item: "blanket", count: 2 });
  expect(other).not.toBe(first);
  sent.over();
  expect(sent.of({ item: "blanket", count: 2 })).not.toBe(other);
});

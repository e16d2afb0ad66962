/** Reasons read as one calm sentence in both languages. */
import { expect, test } from "vitest";
import { phrase } from "../src/say/phrase.ts";

test("labels lose their capital inside an English sentence and nothing else", () => {
  const parts = ["the child is hurt", "Child in domestic work", "HIV care", "can only whisper"];
  expect(phrase(parts, "en")).toBe(
    "The child is hurt, child in domestic work, HIV care and can only whisper.",
  );
});

test("one reason is a sentence, and none is nothing", () => {
  expect(phrase(["Physical violence"], "en")).toBe("Physical violence.");
  expect(phrase([], "en")).toBe("");
});

test("a part with a comma of its own is kept apart", () => {
  expect(phrase(["begging, or worse", "Runaway", "alone"], "en")).toBe(
    "Begging, or worse; runaway and alone.",
  );
});

test("Bangla reasons end with their own stop", () => {
  expect(phrase(["শিশু আহত", "শারীরিক নির্যাতন", "শিশু একা"], "bn")).toBe(
    "শিশু আহত, শারীরিক নির্যাতন ও শিশু একা।",
  );
});

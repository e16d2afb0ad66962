/** A child's way home: which one is worked on, what is told next, how a day looks, and who can be named. */
import { Problem } from "@helpline/shared/api";
import { loadCatalogue, speak } from "@helpline/shared/i18n";
import bn from "@helpline/shared/locales/bn.po?areas=common,console,problem&po";
import en from "@helpline/shared/locales/en.po?areas=common,console,problem&po";
import type { ChildFile, HomeFollowUpRow, ReintegrationRow } from "@helpline/shared/types";
import { beforeEach, expect, test } from "vitest";
import { around } from "../src/home/around.ts";
import { maybeThere, spokenAgainst, stillThere } from "../src/home/HandOver.tsx";
import { current, nextDue, slotLook } from "../src/home/standing.ts";
import { sayer } from "../src/say/useSay.ts";

loadCatalogue("bn", bn);
loadCatalogue("en", en);
const say = sayer("en", "latin");
beforeEach(() => speak("en"));

const way = (id: string, state: ReintegrationRow["state"]) => ({ id, state }) as ReintegrationRow;
const slot = (id: string, planned_on: string, state: HomeFollowUpRow["state"] = "due") =>
  ({ id, planned_on, state }) as HomeFollowUpRow;

test("the open way home is worked on, else the last one", () => {
  const rows = [way("a", "at_risk"), way("b", "home"), way("c", "called_off")];
  expect(current(rows)?.id).toBe("b");
  expect(current([way("a", "at_risk"), way("b", "settled")])?.id).toBe("b");
  expect(current([])).toBe(null);
});

test("the earliest that is due is told first", () => {
  const slots = [
    slot("a", "2026-11-01", "done"),
    slot("c", "2027-02-01"),
    slot("b", "2026-12-01"),
    slot("d", "2026-11-02", "dropped"),
  ];
  expect(nextDue(slots)?.id).toBe("b");
  expect(nextDue(slots.filter(({ state }) => state !== "due"))).toBe(null);
});

test("a day is late only once it is over in Dhaka", () => {
  const one = slot("a", "2026-12-01");
  expect(slotLook(one, Date.parse("2026-12-01T17:00:00Z")).hue).toBe("info");
  expect(slotLook(one, Date.parse("2026-12-01T18:30:00Z")).hue).toBe("overdue");
  expect(slotLook({ ...one, state: "done" }, Date.parse("2027-01-01T00:00:00Z")).hue).toBe("safe");
});

test("people are named with what they are to the child, and who is accused is marked", () => {
  const file = {
    people: [
      { id: "m", said: { name_bn: "রহিমা", name_latin: null, nickname: null } },
      { id: "u", said: { name_bn: null, name_latin: null, nickname: null } },
      { id: "x", said: { name_bn: null, name_latin: "Karim", nickname: null } },
    ],
    relations: [
      { person_id: "m", kind: "mother", accused_in: [] },
      { person_id: "u", kind: "uncle", accused_in: [{ id: "t", number: "1" }] },
    ],
  } as unknown as ChildFile;
  expect(around(file, say)).toEqual([
    { id: "m", name: `রহিমা · ${say.word("relation", "mother")}`, accused: false },
    { id: "u", name: say.word("relation", "uncle"), accused: true },
    { id: "x", name: "Karim", accused: false },
  ]);
});

test("a refusal names the stays that must end, and nothing else does", () => {
  const still = new Problem(409, { code: "child_still_stays", detail: "x", ...{ stays: ["s"] } });
  expect(stillThere(still)).toEqual(["s"]);
  expect(stillThere(new Problem(409, { code: "other", detail: "x" }))).toEqual([]);
  expect(stillThere(new Error("x"))).toEqual([]);
  const one = { stay: "s", centre: { bn: "ক", en: "A" }, arrived_at: null };
  const which = new Problem(409, {
    code: "stay_may_be_the_childs",
    detail: "x",
    ...{ maybe: [one] },
  });
  expect([maybeThere(which), stillThere(which)]).toEqual([[one], []]);
});

test("a refusal names what the record of the child speaks against, whatever was answered", () => {
  const missing = [
    { condition: "no_accused_at_home", answer: "no", against_record: true },
    { condition: "child_wants", answer: "unknown", against_record: false },
  ];
  const refused = new Problem(409, {
    code: "preconditions_are_missing",
    detail: "x",
    ...{ missing },
  });
  expect(spokenAgainst(refused)).toEqual(["no_accused_at_home"]);
  expect(spokenAgainst(new Error("x"))).toEqual([]);
});

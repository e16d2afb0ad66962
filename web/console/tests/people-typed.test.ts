/** What is typed of people and of lost children reaches the server whole; nothing typed is unknown, never zero or no. */
import type { PersonRow, SavedTold } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { NO_RELATION, personSent, relationSent, typedOf } from "../src/children/person.ts";
import { NOTHING_TOLD, tellingOf, toldSent } from "../src/children/told.ts";

const PERSON: PersonRow = {
  id: "p",
  rev: 3,
  said: {
    name_bn: "করিম",
    name_latin: null,
    nickname: null,
    sex: "man",
    age_years: 40,
    phone: null,
    occupation: "রিকশাচালক",
    address: null,
    note: null,
  },
  source: "child",
  saved_at: "2026-11-24T12:00:00+00:00",
  saved_by: { id: "x", name: { bn: "ক", en: "A" } },
  erased: false,
};

test("a name goes where its letters belong, and an age is a number in either digits", () => {
  expect(personSent({ name: " করিম " })).toEqual({ name_bn: "করিম" });
  expect(personSent({ name: "Karim" })).toEqual({ name_latin: "Karim" });
  expect(personSent({ age_years: "৪০", phone: " ", sex: "" })).toEqual({ age_years: 40 });
});

test("what is known comes back as it was, and what is taken away is unknown again", () => {
  const typed = typedOf(PERSON);
  const known = Object.entries(PERSON.said).filter(([, value]) => value !== null);
  expect(personSent(typed)).toEqual(Object.fromEntries(known));
  expect(personSent({ ...typed, occupation: " ", age_years: "" })).toEqual({
    name_bn: "করিম",
    sex: "man",
  });
});

test("unknown of a relation is left out, and nobody is accused by default", () => {
  expect(relationSent(NO_RELATION)).toEqual({ kind: "mother", accused_in: [] });
  expect(relationSent({ kind: "uncle", parts: { lives_with: "no" }, accused: "t1" })).toEqual({
    kind: "uncle",
    lives_with: "no",
    accused_in: ["t1"],
  });
});

const TOLD: SavedTold = {
  name: "সুমন",
  sex: "boy",
  age: { from_years: 7, to_years: 8, on: "2026-01-01", certainty: "likely" },
  marks: null,
  clothes: null,
  languages: null,
  disabled: null,
  place: "TH-1",
  place_name: { bn: "সূত্রাপুর", en: "Sutrapur" },
  home_place: null,
  home_place_name: null,
  day: "2026-05-01",
  note: null,
};

test("nothing told is null in every part", () => {
  const parts = Object.values(toldSent(NOTHING_TOLD));
  expect(parts).toHaveLength(11);
  expect(parts.every((part) => part === null)).toBe(true);
});

test("a report that is opened and saved says the same, its age as of the day it was told", () => {
  const { place_name: _, home_place_name: __, ...same } = TOLD;
  expect(toldSent(tellingOf(TOLD), TOLD)).toEqual(same);
});

test("another age is told today, and one number is both ends of it", () => {
  const telling = { ...tellingOf(TOLD), from: "৯", to: "" };
  expect(toldSent(telling, TOLD).age).toEqual({ from_years: 9, to_years: 9 });
});

/** The category picker finds by everyday words, in either script. */
import type { Category } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { matching } from "../src/incident/useCategories.ts";

const category = (code: string, bn: string, en: string, terms: string[]) =>
  ({ code, label: { bn, en }, terms }) as Category;
const LIST = [
  category("neglected", "অবহেলার শিকার শিশু", "Neglected child", ["খেতে দেয় না"]),
  category("corporal_punishment", "শারীরিক শাস্তি", "Corporal punishment", ["স্যার মারে", "bet mare"]),
  category("child_marriage", "বাল্যবিবাহের শিকার শিশু", "Victim of child marriage", ["জোর করে বিয়ে"]),
];
const found = (typed: string) => matching(LIST, typed).map(({ code }) => code);

test("everyday Bangla words find the category", () => {
  expect(found("স্যার")).toEqual(["corporal_punishment"]);
  expect(found("বিয়ে")).toEqual(["child_marriage"]);
});

test("the same letter typed as one sign or two is found", () => {
  expect(found("দেয়")).toEqual(["neglected"]);
  expect(found("দেয\u09bc")).toEqual(["neglected"]);
});

test("Latin letters and part of a word find it, beginnings first", () => {
  expect(found("BET")).toEqual(["corporal_punishment"]);
  expect(found("child")).toEqual(["neglected", "child_marriage"]);
});

test("nothing typed shows the whole list, nonsense shows nothing", () => {
  expect(found(" ")).toHaveLength(3);
  expect(found("zzz")).toEqual([]);
});

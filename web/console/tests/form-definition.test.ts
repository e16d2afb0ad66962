/** Which questions a form shows and what of its answers is sent: as the server's rules have it. */
import type { Words } from "@helpline/shared/types";
import { expect, test } from "vitest";
import {
  type Definition,
  type Field,
  isUnknown,
  keepable,
  optionsOf,
  readable,
  shownIn,
  toSend,
} from "../src/forms/definition.ts";
import { freeCode, moved, put, without } from "../src/forms/lists.ts";

const words = (text: string): Words => ({ bn: text, en: text });
const field = (code: string, more: Partial<Field> = {}): Field => ({
  code,
  kind: "yes_no",
  label: words(code),
  ...more,
});
const NOT_KNOWN = { unknown: true, why: "not_known" };

const FORM: Definition = {
  title: words("Visit"),
  sections: [
    {
      code: "harm",
      title: words("Harm"),
      fields: [
        field("injured"),
        field("where", { kind: "many", show_when: [{ field: "injured", is: ["yes"] }] }),
        field("doctor", { show_when: [{ field: "where", is: ["head", "eye"] }] }),
        field("asked", { show_when: [{ field: "injured", is: ["unknown"] }] }),
      ],
    },
    {
      code: "after",
      title: words("After"),
      show_when: [{ field: "doctor", is: ["no"] }],
      fields: [field("why_no_doctor", { kind: "text" })],
    },
  ],
};

test.each([
  [{}, ["injured"]],
  [{ injured: "no", where: ["head"] }, ["injured"]],
  [{ injured: "yes" }, ["injured", "where"]],
  [{ injured: "yes", where: ["arm", "eye"] }, ["injured", "where", "doctor"]],
  [{ injured: NOT_KNOWN }, ["injured", "asked"]],
  [
    { injured: "yes", where: ["head"], doctor: "no" },
    ["injured", "where", "doctor", "why_no_doctor"],
  ],
  [{ injured: "no", where: ["head"], doctor: "no" }, ["injured"]],
])("answers %j show %j: a hidden question answers none", (answers, shown) => {
  expect([...shownIn(FORM, answers)]).toEqual(shown);
});

test("only what is shown is sent, and what is hidden stays on the screen", () => {
  const typed = { injured: "no", where: ["head"], doctor: "no", why_no_doctor: "far" };
  expect(toSend(FORM, typed)).toEqual({ injured: "no" });
  expect(toSend(FORM, { ...typed, injured: "yes" })).toEqual({ ...typed, injured: "yes" });
});

test("what can't be kept is kept as it was, and the rest as it is typed", () => {
  const flaws = [{ path: "rows.2.age", code: "not_a_number", detail: "" }];
  const typed = { name: "Mina", rows: ["x"], more: 1 };
  expect(keepable(typed, flaws, { name: "Rina", rows: ["9"] })).toEqual({
    name: "Mina",
    rows: ["9"],
    more: 1,
  });
  expect(keepable(typed, flaws, {})).toEqual({ name: "Mina", more: 1 });
});

test("unknown is an answer of its own, and nothing else is unknown", () => {
  expect(isUnknown(NOT_KNOWN)).toBe(true);
  for (const value of [null, undefined, "", "unknown", false, 0, {}, { unknown: false }]) {
    expect(isUnknown(value)).toBe(false);
  }
});

test("a yes or no has two options, whatever stands in it", () => {
  expect(optionsOf(field("a", { options: [{ code: "x", label: words("x") }] }))).toEqual([
    "yes",
    "no",
  ]);
  expect(optionsOf(field("a", { kind: "one" }))).toEqual([]);
});

test.each([null, undefined, {}, { sections: "x" }, { sections: [{}] }, { title: { bn: "ক" } }])(
  "a draft half done (%j) can be shown",
  (raw) => {
    const read = readable(raw);
    expect(read.title.en).toBe("");
    expect([...shownIn(read, {})]).toEqual([]);
  },
);

test("lists are changed by making new ones", () => {
  const list = ["a", "b", "c"];
  expect(put(list, 1, "x")).toEqual(["a", "x", "c"]);
  expect(without(list, 1)).toEqual(["a", "c"]);
  expect(moved(list, 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(list, 0, -1)).toEqual(list);
  expect(moved(list, 2, 1)).toEqual(list);
  expect(list).toEqual(["a", "b", "c"]);
  expect(freeCode("one", ["one_1", "one_3"])).toBe("one_2");
});

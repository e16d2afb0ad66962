/** The cash transfer: sums in the reader's digits, what a refusal tells, and the steps of its timeline. */
import { Problem } from "@helpline/shared/api";
import { loadCatalogue, speak } from "@helpline/shared/i18n";
import bn from "@helpline/shared/locales/bn.po?areas=common,console,problem&po";
import en from "@helpline/shared/locales/en.po?areas=common,console,problem&po";
import type { CashVersionRow, ChildFile } from "@helpline/shared/types";
import { beforeEach, expect, test } from "vitest";
import { caseStepText } from "../src/cases/steps.ts";
import { taka } from "../src/cash/money.ts";
import { recordOf } from "../src/cash/people.ts";
import { cashRefusal } from "../src/cash/refusal.ts";
import {
  NO_ITEM,
  type SchemeTyped,
  schemeRefusal,
  schemeSaid,
  typedOf,
  wrongIn,
} from "../src/cash/scheme.ts";
import { sayer } from "../src/say/useSay.ts";

loadCatalogue("bn", bn);
loadCatalogue("en", en);
const say = sayer("en", "latin");
beforeEach(() => speak("en"));

const named = (code: string) => `<${code}>`;

test("whole poisha are taka, grouped as in Bangladesh, in the reader's digits", () => {
  expect(taka(1_200_000, say)).toBe("৳ 12,000");
  expect(taka(15_390_000_000, say)).toBe("৳ 15,39,00,000");
  expect(taka(-3_600_000, say)).toBe("−৳ 36,000");
  expect(taka(50, say)).toBe("৳ 0.5");
  expect(taka(0, sayer("bn", "bn"))).toBe("৳ ০");
  expect(taka(200_000, sayer("bn", "bn"))).toBe("৳ ২,০০০");
});

test("a refusal says which condition lacks, and why", () => {
  const lacks = [
    { code: "no_child_labour", why: "refused" },
    { code: "school_attendance", why: "not_asked" },
  ];
  const problem = new Problem(409, { code: "evidence_is_missing", ...{ lacks } });
  expect(cashRefusal(problem, say, named)).toBe(
    "Not everything is evidenced. <no_child_labour>: refused to say and <school_attendance>: not asked yet.",
  );
});

test("a refusal says what comes first, and from which day on", () => {
  const order = new Problem(409, { code: "out_of_order", ...{ tranche: 1 } });
  expect(cashRefusal(order, say)).toBe("Tranche 1 comes first.");
  const early = new Problem(409, { code: "tranche_is_not_due", ...{ due_on: "2027-05-30" } });
  expect(cashRefusal(early, say)).toBe("from 30 May 2027");
  const twice = new Problem(409, { code: "child_is_enrolled", ...{ number: "CT-26-000007" } });
  expect(cashRefusal(twice, say)).toContain("CT-26-000007");
  const person = new Problem(403, { code: "needs_another_person" });
  expect(cashRefusal(person, say)).toMatch(/^Somebody else/);
});

test("a child that was paid before is named with its sum", () => {
  const facts = { number: "CT-26-000007", poisha: 1_200_000 };
  const paid = new Problem(409, { code: "child_was_paid", ...facts });
  expect(cashRefusal(paid, say)).toContain("৳ 12,000 already by CT-26-000007");
});

test("whoever oversees the area opens the record of the people for supervision", async () => {
  const asked: (string | undefined)[][] = [];
  const open = async (id: string, why?: string) => {
    asked.push([id, why]);
    if (!why) throw new Problem(422, { code: "why_is_needed" });
    return { merged_into: id === "b" ? "a" : null, people: [id] } as unknown as ChildFile;
  };
  expect((await recordOf("b", open)).people).toEqual(["a"]);
  expect(asked).toEqual([
    ["b", undefined],
    ["b", "supervision"],
    ["a", undefined],
    ["a", "supervision"],
  ]);
  const absent = async () => {
    throw new Problem(404, { code: "child_not_found" });
  };
  await expect(recordOf("b", absent)).rejects.toMatchObject({ code: "child_not_found" });
});

test("a step of the timeline says the sum and what became of it", () => {
  const step = {
    seq: 1,
    version: 1,
    at: "2026-11-29T06:00:00Z",
    kind: "case.cash_payment_moved",
    actor: { kind: "staff" as const, id: "m", name: { bn: "মিতা", en: "Mita" } },
    facts: { tranche: 2, state: "confirmed", how: "confirm", poisha: 1_200_000, number: "CT-1" },
  };
  expect(caseStepText(step, say)).toBe("Payment of ৳ 12,000, tranche 2: arrived · Mita");
});

const version: CashVersionRow = {
  no: 1,
  note: "Ours.",
  published_at: "2026-11-01T06:00:00Z",
  published_by: null,
  months: 18,
  monthly_poisha: 200_000,
  tranches: 3,
  tranche_poisha: 1_200_000,
  total_poisha: 3_600_000,
  due_after_months: [0, 6, 12],
  evidence_months: 6,
  groups: [{ code: "tea", name: { bn: "চা", en: "Tea" }, districts: [], places: [] }],
  criteria: [{ code: "under_18", name: { bn: "১৮র কম", en: "Under 18" } }],
  conditions: [{ code: "school", name: { bn: "স্কুল", en: "School" } }],
  grievance_days: { other: 14 },
};
const typed = { ...typedOf(version), note: " The Department decided. " };

test("the next version begins as the newest one, and only its note is missing", () => {
  expect(wrongIn(typedOf(version))).toEqual(["note"]);
  expect(schemeSaid(typedOf(version))).toBeNull();
  expect(schemeSaid(typed)).toEqual({
    months: 18,
    monthly_poisha: 200_000,
    tranches: 3,
    due_after_months: [0, 6, 12],
    evidence_months: 6,
    groups: [{ code: "tea", bn: "চা", en: "Tea", districts: [] }],
    criteria: [{ code: "under_18", bn: "১৮র কম", en: "Under 18" }],
    conditions: [{ code: "school", bn: "স্কুল", en: "School" }],
    grievance_days: { other: 14 },
  });
});

test("numbers are typed in either set of digits", () => {
  const said = schemeSaid({ ...typed, taka: "২,৫০০", months: "২৪", dues: "০, ৮, ১৬" });
  expect(said).toMatchObject({
    monthly_poisha: 250_000,
    months: 24,
    due_after_months: [0, 8, 16],
  });
});

test.each([
  ["number", { taka: "" }],
  ["number", { days: { other: "soon" } }],
  ["uneven", { tranches: "4", dues: "0, 1, 2, 3" }],
  ["dues", { dues: "0, 6" }],
  ["dues", { dues: "now" }],
  ["dues_order", { dues: "0, 6, 6" }],
  ["groups_none", { groups: [] }],
  ["criteria_code", { criteria: [{ ...NO_ITEM, code: "Under 18", bn: "ক", en: "a" }] }],
  ["conditions_name", { conditions: [{ ...NO_ITEM, code: "a", bn: " ", en: "a" }] }],
  ["conditions_twice", { conditions: [typed.conditions[0], typed.conditions[0]] }],
] as const)("%s: %j is told, and not sent", (code, more) => {
  const changed = { ...typed, ...more } as unknown as SchemeTyped;
  expect(wrongIn(changed)).toEqual([code]);
  expect(schemeSaid(changed)).toBeNull();
});

test("a refused version names the part of the form", () => {
  const problem = (field: string) =>
    new Problem(422, { code: "input_is_invalid", errors: [{ field, message: "No." }] });
  expect(schemeRefusal(problem("definition.tranches"), say)).toContain("Tranches");
  const group = schemeRefusal(problem("definition.groups.1.districts"), say);
  expect(group).toContain("Groups, number 2");
  const met = new Problem(409, { code: "scheme_has_changed", detail: "Version 2 is the newest." });
  expect(schemeRefusal(met, say)).toBe("Somebody has published a version since.");
});

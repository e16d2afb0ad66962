/** A version of the scheme as it is typed: made from the newest one, what is wrong with it, and what is sent; pure. */
import { Problem } from "@helpline/shared/api";
import { latinDigits } from "@helpline/shared/format";
import { hasWords } from "@helpline/shared/i18n";
import type { CashVersionRow } from "@helpline/shared/types";
import { type Whole, whole } from "../parts/whole.ts";
import type { Say } from "../say/useSay.ts";
import { cashRefusal } from "./refusal.ts";

const POISHA = 100;
export const MOST = { months: 120, taka: 1_000_000, items: 40, days: 365, note: 2000 } as const;
export const LISTS = ["groups", "criteria", "conditions"] as const;
export type ListName = (typeof LISTS)[number];
const CODE = /^[a-z0-9_]{1,40}$/;

export type DistrictTyped = { code: string; bn: string; en: string };
export type ItemTyped = { code: string; bn: string; en: string; districts: DistrictTyped[] };
export const NO_ITEM: ItemTyped = { code: "", bn: "", en: "", districts: [] };

export type SchemeTyped = Record<ListName, ItemTyped[]> & {
  months: string;
  taka: string;
  tranches: string;
  /** After how many months each tranche is due, with commas between. */
  dues: string;
  evidence: string;
  days: Record<string, string>;
  note: string;
};

/** What the newest version says, to be changed; its note is not carried over. */
export function typedOf(row: CashVersionRow): SchemeTyped {
  const named = (items: CashVersionRow["criteria"]) =>
    items.map(({ code, name }) => ({ code, ...name, districts: [] }));
  return {
    months: String(row.months),
    taka: String(row.monthly_poisha / POISHA),
    tranches: String(row.tranches),
    dues: row.due_after_months.join(", "),
    evidence: String(row.evidence_months),
    groups: row.groups.map(({ code, name, places }) => ({
      code,
      ...name,
      districts: places.map((place) => ({ code: place.code, ...place.name })),
    })),
    criteria: named(row.criteria),
    conditions: named(row.conditions),
    days: Object.fromEntries(
      Object.entries(row.grievance_days).map(([code, days]) => [code, String(days)]),
    ),
    note: "",
  };
}

/** What stands in the way, as the codes of its sentences. */
export type Wrong =
  | "number"
  | "uneven"
  | "dues"
  | "dues_order"
  | "note"
  | `${ListName}_${"none" | "code" | "twice" | "name"}`;

export function wrongIn(typed: SchemeTyped): Wrong[] {
  const { months, tranches, dues, ...rest } = numbers(typed);
  const wrong: Wrong[] = [];
  if ([months, tranches, rest.taka, rest.evidence, ...Object.values(rest.days)].some(isNone))
    wrong.push("number");
  if (isNumber(months) && isNumber(tranches) && months % tranches !== 0) wrong.push("uneven");
  if (!dues || (isNumber(tranches) && dues.length !== tranches)) wrong.push("dues");
  else if (dues.some((one, at) => at > 0 && one <= (dues[at - 1] ?? 0))) wrong.push("dues_order");
  const lists = LISTS.flatMap((list) =>
    wrongOf(typed[list]).map((one) => `${list}_${one}` as const),
  );
  return [...wrong, ...lists, ...(typed.note.trim() ? [] : (["note"] as const))];
}

function wrongOf(items: ItemTyped[]) {
  const codes = items.map(({ code }) => code.trim());
  const checks = {
    none: items.length === 0,
    code: codes.some((code) => !CODE.test(code)),
    twice: new Set(codes).size < codes.length,
    name: items.some(({ bn, en }) => !bn.trim() || !en.trim()),
  };
  return (["none", "code", "twice", "name"] as const).filter((one) => checks[one]);
}

const isNumber = (value: Whole): value is number => typeof value === "number";
const isNone = (value: Whole) => !isNumber(value);

function numbers(typed: SchemeTyped) {
  return {
    months: whole(typed.months, 1, MOST.months),
    taka: whole(typed.taka, 1, MOST.taka),
    tranches: whole(typed.tranches, 1, MOST.months),
    evidence: whole(typed.evidence, 1, MOST.months),
    dues: duesOf(typed.dues),
    days: Object.fromEntries(
      Object.entries(typed.days).map(([code, days]) => [code, whole(days, 1, MOST.days)]),
    ),
  };
}

/** null while something else than numbers stands there. */
function duesOf(text: string): number[] | null {
  const parts = latinDigits(text)
    .split(/[,\s]+/)
    .filter(Boolean);
  const found = parts.map((one) => whole(one, 0, MOST.months)).filter(isNumber);
  return found.length === parts.length && found.length > 0 ? found : null;
}

/** What is sent; null while it can't be. */
export function schemeSaid(typed: SchemeTyped): Record<string, unknown> | null {
  if (wrongIn(typed).length > 0) return null;
  const { months, taka, tranches, evidence, dues, days } = numbers(typed);
  const named = (items: ItemTyped[]) =>
    items.map(({ code, bn, en }) => ({ code: code.trim(), bn: bn.trim(), en: en.trim() }));
  return {
    months,
    monthly_poisha: Number(taka) * POISHA,
    tranches,
    due_after_months: dues,
    evidence_months: evidence,
    groups: named(typed.groups).map((one, at) => ({
      ...one,
      districts: (typed.groups[at]?.districts ?? []).map(({ code }) => code),
    })),
    criteria: named(typed.criteria),
    conditions: named(typed.conditions),
    grievance_days: days,
  };
}

/** A refused version as a sentence that names the part of the form. */
export function schemeRefusal(error: unknown, say: Say): string {
  const field = error instanceof Problem ? (error.errors[0]?.field ?? "") : "";
  const [, part, at] = /definition\.(\w+)(?:\.(\d+))?/.exec(field) ?? [];
  const id = `console.cash.scheme_${part}`;
  if (!part || !hasWords(id)) return cashRefusal(error, say);
  return at === undefined
    ? say.t("console.cash.scheme_refused", { what: say.t(id) })
    : say.t("console.cash.scheme_refused_at", { what: say.t(id), n: Number(at) + 1 });
}

/** Cases: with whom one waits, how far its steps are, what its sheets hold, and what a refusal tells. */
import { Problem } from "@helpline/shared/api";
import { loadCatalogue, speak } from "@helpline/shared/i18n";
import bn from "@helpline/shared/locales/bn.po?areas=common,console,problem&po";
import en from "@helpline/shared/locales/en.po?areas=common,console,problem&po";
import type { ApprovalRow, CaseRow, SheetRow } from "@helpline/shared/types";
import { beforeEach, expect, test } from "vitest";
import { typedNumber } from "../src/cases/numbers.ts";
import { lackText, refusalText } from "../src/cases/refusal.ts";
import { assessed, hasDays, planned, toSend } from "../src/cases/sheets.ts";
import { dueText } from "../src/cases/spans.ts";
import { byDue, isLate, lastApproval, newest, rail, waits } from "../src/cases/standing.ts";
import { caseStepText } from "../src/cases/steps.ts";
import { sayer } from "../src/say/useSay.ts";

loadCatalogue("bn", bn);
loadCatalogue("en", en);
const say = sayer("en", "latin");
beforeEach(() => speak("en"));

const NOW = Date.parse("2026-11-29T06:00:00Z");
const hours = (n: number) => new Date(NOW + n * 3_600_000).toISOString();
const MITA = { id: "m", name: { bn: "মিতা", en: "Mita" } };
const SHANTA = { id: "s", name: { bn: "শান্তা", en: "Shanta" } };
const SUMAN = { id: "w", name: { bn: "সুমন", en: "Suman" } };
const TODO = {
  identification: "doing",
  assessment: "todo",
  plan: "todo",
  implementation: "todo",
  follow_up: "todo",
  closure: "todo",
} as const;

type Steps = Partial<Record<string, "todo" | "doing" | "waiting" | "done">>;

function row(over: Partial<CaseRow>, due = "see_child", steps: Steps = {}): CaseRow {
  return {
    state: "open",
    episode: 1,
    step: "identification",
    steps: { ...TODO, ...steps },
    owner: MITA,
    supervisor: SHANTA,
    assignment: null,
    opened_at: hours(-48),
    next_due: { id: "d", due, base_at: hours(-1), due_at: hours(3), told_level: 0 },
    ...over,
  } as CaseRow;
}

test.each([
  ["the owner sees the child", row({}), "owner", MITA],
  [
    "whoever is asked answers",
    row({ assignment: { to: SUMAN } as CaseRow["assignment"] }, "accept"),
    "asked",
    SUMAN,
  ],
  ["a supervisor reviews", row({}, "review"), "supervisor", SHANTA],
  ["a plan that waits for approval", row({}, "plan", { plan: "waiting" }), "supervisor", SHANTA],
  ["a plan that nobody has written", row({}, "plan"), "owner", MITA],
  ["a closure", row({}, "follow_up", { closure: "waiting" }), "supervisor", SHANTA],
  ["nobody in a closed one", row({ state: "closed", next_due: null }), "nobody", null],
])("a case waits with %s", (_, one, on, who) => {
  expect(waits(one)).toEqual({ on, who });
});

test("late comes first, closed comes last", () => {
  const late = row({ next_due: { ...row({}).next_due, due_at: hours(-2) } as CaseRow["next_due"] });
  const closed = row({ state: "closed", next_due: null });
  expect([closed, row({}), late].sort(byDue)).toEqual([late, row({}), closed]);
  expect([isLate(late, NOW), isLate(row({}), NOW), isLate(closed, NOW)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("the rail says what is done, what is now, and what is to be done again", () => {
  const half = row({ step: "plan" }, "plan", {
    identification: "done",
    assessment: "done",
    plan: "waiting",
    implementation: "doing",
  });
  const states = ["done", "done", "waiting", "begun", "ahead", "ahead"];
  expect(rail(half).map(({ state }) => state)).toEqual(states);
  const again = rail(row({ episode: 2 })).map(({ state }) => state);
  expect(again).toEqual(["now", "again", "again", "again", "again", "again"]);
});

test("what is due is counted in days, hours and minutes, never in seconds", () => {
  expect(dueText(hours(150), NOW, say)).toBe("in 6 d");
  expect(dueText(hours(-3.5), NOW, say)).toBe("late by 3 h");
  expect(dueText(hours(0.001), NOW, say)).toBe("in 1 min");
});

test("only the newest revision of the present episode is worked on, and its last request counts", () => {
  const at = (episode: number, revision: number) =>
    ({ id: `${episode}.${revision}`, sheet: "plan", episode, revision }) as SheetRow;
  const rows = [at(2, 1), at(1, 3), at(2, 2)];
  const last = newest(rows, "plan", 2);
  expect(last?.id).toBe("2.2");
  expect(newest(rows, "plan", 3)).toBe(null);
  const asked = (revision: number, hour: number, state: string) =>
    ({ sheet: "plan", episode: 2, revision, requested_at: hours(hour), state }) as ApprovalRow;
  const approvals = [asked(2, 1, "rejected"), asked(2, 2, "requested"), asked(1, 3, "overtaken")];
  expect(last && lastApproval(approvals, last)?.state).toBe("requested");
});

test("unknown in an assessment stays unknown, and what was not looked at is absent", () => {
  const said = { domains: [{ domain: "law", concern: "unknown", words: null }], summary: null };
  expect(assessed(said)).toEqual({
    domains: { law: { concern: "unknown", words: "" } },
    summary: "",
    child_view: "",
  });
});

test("a plan keeps the id of an action that is changed, and leaves out what nobody wrote", () => {
  const action = { id: "a", words: "x", responsible: null, who: "মা", due_on: "2026-12-01" };
  const plan = planned({ goals: [{ words: "g", actions: [action] }], summary: "" });
  plan.goals[0]?.actions.push({
    key: "n",
    id: null,
    words: " ",
    responsible: "",
    who: "",
    due_on: "",
  });
  expect(hasDays(plan)).toBe(true);
  expect(toSend(plan, 4)).toEqual({
    base_revision: 4,
    summary: null,
    goals: [{ words: "g", actions: [action] }],
  });
});

test("a refusal tells what was legal, what holds, and what is not said", () => {
  const refused = (status: number, body: object) => refusalText(new Problem(status, body), say);
  expect(refused(409, { code: "case_is_closed", detail: "x", legal: ["reopen"] })).toBe(
    "The case is closed: reopen it first. Possible now: reopen it.",
  );
  const holds = [{ kind: "action_open" }, { kind: "action_open" }, { kind: "worker_out" }];
  expect(refused(409, { code: "case_is_held", holds })).toBe(
    "The case can’t be closed yet. An action of the plan is open and a worker is still out.",
  );
  expect(refused(409, { code: "sheet_is_incomplete", lacks: ["domains.law", "summary"] })).toBe(
    "Approval can’t be asked for yet. Not said: Law and the summary.",
  );
  expect(refused(409, { code: "child_has_a_case", number: "C-26-000001" })).toContain(
    "C-26-000001",
  );
  expect(lackText("goals.0.actions.2.responsible", say)).toBe("nobody is responsible");
});

test("a step of the timeline is a sentence in words", () => {
  const step = (kind: string, facts: Record<string, unknown>) =>
    caseStepText({ seq: 1, version: 1, at: hours(0), kind, facts, actor: actor() }, say);
  const actor = () => ({ kind: "staff" as const, id: "m", name: MITA.name });
  expect(step("case.rated", { risk: "high", step: "plan", basis: [] })).toBe(
    "The risk was rated: High risk · Mita",
  );
  expect(step("case.approval_ended", { sheet: "plan", revision: 2, how: "rejected" })).toBe(
    "Answer to a request for approval: sent back (revision 2) · Case plan · Mita",
  );
  expect(step("case.moon_landed", {})).toBe("Case moon landed · Mita");
});

test("a number is typed in either set of digits", () => {
  expect(typedNumber(" c-২৬-০০০১২৩ ")).toBe("C-26-000123");
});

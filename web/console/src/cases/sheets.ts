/** What stands in the sheets of a case, read from what the server kept; a part that is not there stays empty. */
import type { AssessmentDomain, Concern, WrittenPlan } from "@helpline/shared/types";
import { CONCERNS, DOMAINS } from "./codes.ts";

type Said = Record<string, unknown> | null | undefined;

export type Assessed = {
  domains: Partial<Record<AssessmentDomain, { concern: Concern; words: string }>>;
  summary: string;
  child_view: string;
};

export function assessed(said: Said): Assessed {
  const domains: Assessed["domains"] = {};
  for (const one of list(said?.domains)) {
    const domain = DOMAINS.find((code) => code === one.domain);
    const concern = CONCERNS.find((code) => code === one.concern);
    if (domain && concern) domains[domain] = { concern, words: text(one.words) };
  }
  return { domains, summary: text(said?.summary), child_view: text(said?.child_view) };
}

/** `key` tells rows of the form apart; the server knows an action by `id`, null for a new one. */
export type PlannedAction = {
  key: string;
  id: string | null;
  words: string;
  responsible: string;
  who: string;
  due_on: string;
};
export type Goal = { key: string; words: string; actions: PlannedAction[] };
export type Planned = { summary: string; goals: Goal[] };

export function planned(said: Said): Planned {
  return {
    summary: text(said?.summary),
    goals: list(said?.goals).map((goal, at) => ({
      key: `goal-${at}`,
      words: text(goal.words),
      actions: list(goal.actions).map((action) => ({
        key: text(action.id),
        id: text(action.id) || null,
        words: text(action.words),
        responsible: text(action.responsible),
        who: text(action.who),
        due_on: text(action.due_on),
      })),
    })),
  };
}

/** A goal or an action nobody wrote a word of is left out. */
export function toSend({ summary, goals }: Planned, base_revision: number): WrittenPlan {
  return {
    base_revision,
    summary: summary.trim() || null,
    goals: goals
      .filter(({ words }) => words.trim())
      .map(({ words, actions }) => ({
        words: words.trim(),
        actions: actions
          .filter((action) => action.words.trim())
          .map((action) => ({
            id: action.id,
            words: action.words.trim(),
            responsible: action.responsible || null,
            who: action.responsible ? null : action.who.trim() || null,
            due_on: action.due_on,
          })),
      })),
  };
}

/** Whether every action that is written has its day: without one it can't be sent. */
export function hasDays({ goals }: Planned): boolean {
  const written = goals
    .filter(({ words }) => words.trim())
    .flatMap(({ actions }) => actions.filter((action) => action.words.trim()));
  return written.every(({ due_on }) => due_on !== "");
}

export type Closed = {
  reason: string;
  child_asked: boolean;
  child_view: string;
  why_not_asked: string;
  words: string;
};

export function closed(said: Said): Closed {
  return {
    reason: text(said?.reason),
    child_asked: said?.child_asked === true,
    child_view: text(said?.child_view),
    why_not_asked: text(said?.why_not_asked),
    words: text(said?.words),
  };
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

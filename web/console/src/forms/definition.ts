/** A form's definition as the server keeps it, and which of its fields are shown; it draws nothing. */
import type { Words } from "@helpline/shared/types";

export const KINDS = [
  "text",
  "long_text",
  "one",
  "many",
  "yes_no",
  "number",
  "date",
  "place",
  "person",
  "phone",
  "money",
  "table",
] as const;
export type Kind = (typeof KINDS)[number];

export type Condition = { field: string; is: string[] };
export type Bound = { today: true } | { field: string } | { date: string };
export type Option = { code: string; label: Words; alone?: boolean };
export type Field = {
  code: string;
  kind: Kind;
  label: Words;
  help?: Words;
  personal?: boolean;
  required?: boolean;
  required_in_draft?: boolean;
  must_know?: boolean;
  show_when?: Condition[];
  options?: Option[];
  longest?: number;
  unit?: Words;
  least?: number;
  most?: number;
  decimals?: number;
  partial?: boolean;
  not_before?: Bound;
  not_after?: Bound;
  levels?: string[];
  people?: string[];
  columns?: Field[];
  most_rows?: number;
};
export type Section = {
  code: string;
  title: Words;
  help?: Words;
  show_when?: Condition[];
  fields: Field[];
};
export type Definition = { title: Words; help?: Words; sections: Section[] };

export type Flaw = { path: string; code: string; detail: string };
export type Unknown = { unknown: true; why: string };
export type Answers = Record<string, unknown>;

export const UNKNOWN = "unknown";
export const WHY_UNKNOWN = ["not_asked", "not_known", "refused"] as const;
export const ALWAYS_PERSONAL: readonly Kind[] = ["text", "long_text", "person", "phone"];
export const CHOICES: readonly Kind[] = ["one", "many", "yes_no"];

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === "object" && value !== null && (value as Unknown).unknown === true;
}

/** What may be chosen in a field, or asked for by a condition on it. */
export function optionsOf(field: Field): string[] {
  if (field.kind === "yes_no") return ["yes", "no"];
  return (field.options ?? []).map((one) => one.code);
}

/** As the server's rules have it: all conditions hold, and a hidden field answers nothing. */
export function shownIn(definition: Definition, answers: Answers): Set<string> {
  const shown = new Set<string>();
  const holds = (conditions: Condition[] = []) =>
    conditions.every((one) => shown.has(one.field) && meets(answers[one.field], one.is));
  for (const section of definition.sections) {
    const open = holds(section.show_when);
    for (const field of section.fields) if (open && holds(field.show_when)) shown.add(field.code);
  }
  return shown;
}

function meets(value: unknown, wanted: string[]): boolean {
  if (isUnknown(value)) return wanted.includes(UNKNOWN);
  if (Array.isArray(value)) return value.some((one) => wanted.includes(one));
  return typeof value === "string" && wanted.includes(value);
}

/** The answers of fields that are shown; what was typed in a hidden one stays on the screen only. */
export function toSend(definition: Definition, answers: Answers): Answers {
  const shown = shownIn(definition, answers);
  return Object.fromEntries(Object.entries(answers).filter(([code]) => shown.has(code)));
}

/** A definition from the server, whose drafts may be half done. */
export function readable(raw: unknown): Definition {
  const read = (raw ?? {}) as Partial<Definition>;
  const sections = Array.isArray(read.sections) ? read.sections : [];
  return {
    ...read,
    title: wordsOf(read.title),
    sections: sections.map((one) => ({
      ...one,
      title: wordsOf(one?.title),
      fields: Array.isArray(one?.fields) ? one.fields : [],
    })),
  };
}

function wordsOf(raw: unknown): Words {
  const read = (raw ?? {}) as Partial<Words>;
  return { bn: read.bn ?? "", en: read.en ?? "" };
}

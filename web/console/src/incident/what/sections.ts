/** The nine sections of the intake form in call order, the same as on the paper sheet, and when each counts as filled. */
import type { IncidentRow, IntakeField } from "@helpline/shared/types";
import type { IntakeDraft } from "../draft.ts";

export type SectionNo = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
export type Section = {
  no: SectionNo;
  key: string;
  fields: readonly IntakeField[];
  later: boolean;
};

/** `later`: folded to one line until it is reached or holds something; nothing here is needed before dispatch. */
export const SECTIONS: readonly Section[] = [
  { no: 1, key: "safe_to_talk", fields: ["safe_to_talk"], later: false },
  { no: 2, key: "where", fields: ["where_detail"], later: false },
  { no: 3, key: "what", fields: [], later: false },
  { no: 4, key: "hurt", fields: ["injured", "with_whom"], later: false },
  { no: 5, key: "child", fields: ["child_age", "child_sex", "child_name"], later: false },
  { no: 6, key: "caller", fields: ["caller_relation", "caller_name"], later: true },
  { no: 7, key: "suspect", fields: ["suspect"], later: true },
  { no: 8, key: "narrative", fields: ["narrative"], later: true },
  { no: 9, key: "needs", fields: ["needs", "consent"], later: true },
];

export const CHOICES = {
  safe_to_talk: ["yes", "whisper", "yes_no", "no"],
  injured: ["no", "yes", "unknown"],
  child_sex: ["girl", "boy", "other", "unknown"],
  caller_relation: ["self", "parent", "relative", "neighbour", "teacher", "police", "other"],
  consent: ["yes", "no", "not_asked"],
  with_whom: ["alone", "family", "suspect", "stranger"],
  needs: [
    "rescue",
    "shelter",
    "medical",
    "counselling",
    "police",
    "legal",
    "family_tracing",
    "food",
    "school",
    "female_worker",
  ],
} as const satisfies Partial<Record<IntakeField, readonly string[]>>;

/** True when the section holds an answer. */
export function isFilled(section: Section, draft: IntakeDraft, incident: IncidentRow): boolean {
  if (section.no === 2) return incident.place !== null;
  if (section.no === 3) return incident.categories.length > 0;
  return section.fields.some((field) => holdsSomething(draft.get(field).value));
}

function holdsSomething(value: string | string[] | null): boolean {
  return value !== null && value.length > 0;
}

/** The section a field stands in. */
export function sectionOf(field: string | null): SectionNo | null {
  if (field === "place") return 2;
  if (field === "categories") return 3;
  return SECTIONS.find(({ fields }) => fields.some((own) => own === field))?.no ?? null;
}

/** What somebody typed of a person, and how the server takes it: nothing typed is unknown, never an empty text. */
import { latinDigits } from "@helpline/shared/format";
import type { NewRelationToChild, PersonRow, SaidOfPerson, YesNo } from "@helpline/shared/types";

/** `name` is of one who is not known yet: its script decides which name it is. */
export type TypedPart = "name" | Exclude<keyof PersonRow["said"], "sex">;
export type PersonTyped = Partial<Record<TypedPart | "sex", string>>;

/** What is asked after the names and the telephone. */
export const REST = ["age_years", "occupation", "address", "note"] as const;

const BANGLA = /[\u0980-\u09ff]/;

/** What is known of a person, as it would have been typed. */
export function typedOf({ said }: PersonRow): PersonTyped {
  const known = Object.entries(said).filter(([, value]) => value !== null);
  return Object.fromEntries(known.map(([part, value]) => [part, String(value)]));
}

/** The same as the server takes it: all of it, since a change says the whole anew. */
export function personSent(typed: PersonTyped): SaidOfPerson {
  const { name, age_years, sex, ...rest } = typed;
  const texts = Object.entries(rest).map(([part, text]) => [part, text?.trim()]);
  const named = name?.trim();
  return {
    ...Object.fromEntries(texts.filter(([, text]) => text)),
    ...(named && { [BANGLA.test(named) ? "name_bn" : "name_latin"]: named }),
    ...(age_years?.trim() && { age_years: Number(latinDigits(age_years).trim()) }),
    ...(sex && { sex: sex as NonNullable<SaidOfPerson["sex"]> }),
  };
}

export const RELATION_PARTS = ["caregiver", "lives_with", "may_be_told"] as const;
export type RelationTyped = {
  kind: string;
  parts: Partial<Record<(typeof RELATION_PARTS)[number], YesNo>>;
  /** The ticket in which the person is accused; "" in none. */
  accused: string;
};

export const NO_RELATION: RelationTyped = { kind: "mother", parts: {}, accused: "" };

/** What somebody is to the child as the server takes it. */
export function relationSent({ kind, parts, accused }: RelationTyped): NewRelationToChild {
  return { kind, ...parts, accused_in: accused ? [accused] : [] };
}

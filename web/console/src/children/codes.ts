/** The codes a child's record is made of, in the order screens show them; the server checks them. */
import type { ChildField, FactCertainty, FactSource, WhyUnknown } from "@helpline/shared/types";

export const GROUPS: Readonly<Record<string, readonly ChildField[]>> = {
  who: [
    "name_bn",
    "name_latin",
    "nickname",
    "sex",
    "birth",
    "age",
    "birth_registration",
    "other_id",
  ],
  family: [
    "father_name",
    "father_alive",
    "mother_name",
    "mother_alive",
    "guardian_name",
    "lives_with_family",
  ],
  life: [
    "home_place",
    "address",
    "languages",
    "in_school",
    "works",
    "married",
    "on_street",
    "disabled",
    "disability_note",
    "marks",
  ],
};

/** Fields answered by one of a few codes; every other one is text, but for birth, age, languages and place. */
export const CHOICES: Partial<Record<ChildField, readonly string[]>> = {
  sex: ["girl", "boy", "other"],
  father_alive: ["yes", "no"],
  mother_alive: ["yes", "no"],
  lives_with_family: ["yes", "no"],
  in_school: ["yes", "no"],
  works: ["yes", "no"],
  married: ["yes", "no"],
  on_street: ["yes", "no"],
  disabled: ["yes", "no"],
};

export const LANGUAGES: readonly string[] = [
  "bangla",
  "chittagonian",
  "sylheti",
  "rohingya",
  "chakma",
  "marma",
  "garo",
  "santali",
  "urdu",
  "sign",
  "other",
];

export const WHY_UNKNOWN: readonly WhyUnknown[] = ["not_asked", "not_known", "refused"];

export const SOURCES: readonly FactSource[] = [
  "child",
  "caller",
  "mother",
  "father",
  "guardian",
  "relative",
  "neighbour",
  "teacher",
  "police",
  "worker",
  "centre",
  "document",
  "court",
  "other",
];

export const CERTAINTIES: readonly FactCertainty[] = ["certain", "likely", "guess"];

export const ADULT_REASONS = [
  "child_at_report",
  "age_disputed",
  "in_care",
  "disability",
  "other",
] as const;

export const KINDS: readonly string[] = [
  "mother",
  "father",
  "stepmother",
  "stepfather",
  "foster_mother",
  "foster_father",
  "grandmother",
  "grandfather",
  "adult_sister",
  "adult_brother",
  "aunt",
  "uncle",
  "husband",
  "wife",
  "mother_in_law",
  "father_in_law",
  "brother_in_law",
  "sister_in_law",
  "cousin",
  "other_relative",
  "guardian",
  "employer",
  "landlord",
  "teacher",
  "religious_teacher",
  "neighbour",
  "friend",
  "colleague",
  "caretaker",
  "official",
  "acquaintance",
  "stranger",
  "witness",
  "other",
];

/** What two children are to each other; it holds both ways. */
export const AMONG_CHILDREN: readonly string[] = [
  "sibling",
  "half_sibling",
  "step_sibling",
  "twin",
  "cousin",
  "friend",
  "lives_together",
];

export const CHILD_SEXES = ["girl", "boy", "other"] as const;

export const PERSON_SEXES: readonly string[] = ["woman", "man", "other"];

export const WHY_OPENED = ["supervision", "same_child", "tracing", "complaint", "review"] as const;
export const WHY_TWO = ["other_family", "other_age", "both_known", "other"] as const;
export const WHY_MERGED = [
  "child_says",
  "family_says",
  "worker_knows",
  "document",
  "other",
] as const;
export const WHY_UNDONE = ["mistake", "two_children", "other"] as const;
export const CHECKED = ["family_and_child", "document", "police", "board", "other"] as const;

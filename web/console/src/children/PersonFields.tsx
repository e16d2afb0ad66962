/** What is known of somebody around a child, to type: the name first, the rest folded; what is left empty stays unknown. */
import type { PersonRow } from "@helpline/shared/types";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { PERSON_SEXES } from "./codes.ts";
import { Options } from "./Options.tsx";
import { type PersonTyped, REST, type TypedPart } from "./person.ts";

type Props = {
  typed: PersonTyped;
  onType: (typed: PersonTyped) => void;
  /** Known already: each name by its script, and nothing folded. */
  person?: PersonRow | undefined;
};

export function PersonFields({ typed, onType, person }: Props) {
  const say = useSay();
  const line = (part: TypedPart) => (
    <Labelled key={part} name={say.word("person_part", part)} wide>
      <input
        className="field"
        value={typed[part] ?? ""}
        maxLength={part === "phone" ? 40 : part === "age_years" ? 3 : LONGEST[part]}
        inputMode={part === "phone" ? "tel" : part === "age_years" ? "numeric" : undefined}
        onChange={({ target }) => onType({ ...typed, [part]: taken(part, target.value) })}
      />
    </Labelled>
  );
  const rest = (
    <>
      <Labelled name={say.word("person_part", "sex")}>
        <Options
          value={typed.sex ?? ""}
          codes={PERSON_SEXES}
          family="person_sex"
          none={say.t("console.child.unknown")}
          onPick={(sex) => onType({ ...typed, sex })}
        />
      </Labelled>
      {REST.map(line)}
    </>
  );
  if (person) {
    return (
      <>
        {(["name_bn", "name_latin", "nickname", "phone"] as const).map(line)}
        {rest}
      </>
    );
  }
  return (
    <>
      {(["name", "phone"] as const).map(line)}
      <details className="why child-more">
        <summary className="small">{say.t("console.child.more")}</summary>
        <div className="child-form">{rest}</div>
      </details>
    </>
  );
}

/** An age is digits of either set, and nothing else can be typed there. */
function taken(part: TypedPart, text: string): string {
  return part === "age_years" ? text.replace(/[^\d০-৯]/g, "") : text;
}

const LONGEST: Partial<Record<TypedPart, number>> = {
  name: 120,
  name_bn: 120,
  name_latin: 120,
  nickname: 120,
  occupation: 2000,
  address: 2000,
  note: 2000,
};

/** What somebody is to the child, to choose: unknown stays unknown; an accusation is marked by hand alone. */
import type { ChildFile, YesNo } from "@helpline/shared/types";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { KINDS } from "./codes.ts";
import { Options } from "./Options.tsx";
import { RELATION_PARTS, type RelationTyped } from "./person.ts";

type Props = {
  file: ChildFile;
  typed: RelationTyped;
  onType: (typed: RelationTyped) => void;
};

export function RelationKind({ typed, onType }: Omit<Props, "file">) {
  const say = useSay();
  return (
    <Labelled name={say.t("console.child.relation")} wide>
      <Options
        value={typed.kind}
        codes={KINDS}
        family="relation"
        onPick={(kind) => onType({ ...typed, kind })}
      />
    </Labelled>
  );
}

export function RelationFields({ file, typed, onType }: Props) {
  const say = useSay();
  const put = (part: (typeof RELATION_PARTS)[number], value: YesNo | "") => {
    const { [part]: _, ...rest } = typed.parts;
    onType({ ...typed, parts: value ? { ...rest, [part]: value } : rest });
  };
  return (
    <>
      {RELATION_PARTS.map((part) => (
        <Labelled key={part} name={say.word("relation_part", part)}>
          <Options<YesNo>
            value={typed.parts[part] ?? ""}
            codes={["yes", "no"]}
            family="child_value"
            none={say.t("console.child.unknown")}
            onPick={(value) => put(part, value)}
          />
        </Labelled>
      ))}
      <Labelled name={say.t("console.child.accused")}>
        <select
          className="field"
          value={typed.accused}
          onChange={({ target }) => onType({ ...typed, accused: target.value })}
        >
          <option value="">{say.t("console.child.not_accused")}</option>
          {file.incidents.map(({ id, number }) => (
            <option key={id} value={id}>
              {say.n(number)}
            </option>
          ))}
        </select>
      </Labelled>
    </>
  );
}

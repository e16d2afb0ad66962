/** Who is around a child and what each is to it; unknown is said, and counts as no where somebody might be told. */
import { childrenEndRelation } from "@helpline/shared/api";
import type { ChildFile, PersonRow, RelationRow } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { AddPerson } from "./AddPerson.tsx";

type Props = { file: ChildFile; onChange: (file: ChildFile) => void };

export function People({ file, onChange }: Props) {
  const say = useSay();
  const [adding, setAdding] = useState(false);
  const people = new Map(file.people.map((person) => [person.id, person]));
  return (
    <section aria-label={say.t("console.child.people")}>
      <h3 className="small mute">{say.t("console.child.people")}</h3>
      {file.relations.length === 0 && <p className="small mute">{say.t("console.child.nobody")}</p>}
      <ul className="people small">
        {file.relations.map((relation) => (
          <Line
            key={relation.id}
            childId={file.id}
            relation={relation}
            person={people.get(relation.person_id ?? "")}
            onChange={onChange}
          />
        ))}
      </ul>
      {adding ? (
        <AddPerson
          file={file}
          onChange={(next) => {
            onChange(next);
            setAdding(false);
          }}
          onLeave={() => setAdding(false)}
        />
      ) : (
        <button type="button" className="btn quiet slim" onClick={() => setAdding(true)}>
          {say.t("console.child.add_person")}
        </button>
      )}
    </section>
  );
}

type LineProps = {
  childId: string;
  relation: RelationRow;
  person: PersonRow | undefined;
  onChange: (file: ChildFile) => void;
};

function Line({ childId, relation, person, onChange }: LineProps) {
  const say = useSay();
  const verb = useVerb();
  const end = () =>
    verb.run(async () => {
      const path = { child_id: childId, relation_id: relation.id };
      onChange(await childrenEndRelation({ path }));
    });
  const accused = relation.accused_in.map(({ number }) => say.n(number)).join(", ");
  return (
    <li>
      <b>{say.word("relation", relation.kind)}</b> {personName(person, say)}
      {person?.said.phone && <span className="num"> · {say.phone(person.said.phone)}</span>}
      {accused && (
        <span className="st overdue">
          <Icon name="warn" />
          {say.t("console.child.accused_in", { tickets: accused })}
        </span>
      )}
      {relation.person_id && (
        <span className="mute">
          {" · "}
          {(["caregiver", "lives_with", "may_be_told"] as const)
            .map((part) => `${say.word("relation_part", part)}: ${yesNo(relation[part], say)}`)
            .join(" · ")}
        </span>
      )}
      <button
        type="button"
        className="btn quiet slim"
        aria-label={say.t("console.child.end_relation_of", {
          who: say.word("relation", relation.kind),
        })}
        onClick={() => void end()}
      >
        {say.t("console.child.end_relation")}
      </button>
      <Refused text={verb.refused} />
    </li>
  );
}

function personName(person: PersonRow | undefined, say: Say): string {
  if (!person) return "";
  const { name_bn, name_latin, nickname } = person.said;
  return name_bn ?? name_latin ?? nickname ?? say.t("console.child.name_unknown");
}

function yesNo(said: "yes" | "no" | null, say: Say): string {
  return said ? say.word("child_value", said) : say.t("console.child.unknown");
}

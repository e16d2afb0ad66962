/** One person, or one other child, and what he or she is to the child; put right, ended and said anew in place. */
import { childrenEndRelation } from "@helpline/shared/api";
import type { ChildFile, Id, PersonRow, RelationRow } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { ExcludeAccused } from "./ExcludeAccused.tsx";
import { ChangePerson, RelatePerson } from "./PersonForms.tsx";
import { RELATION_PARTS } from "./person.ts";

type PersonProps = {
  file: ChildFile;
  person: PersonRow;
  /** Absent where the line has ended. */
  relation: RelationRow | undefined;
  writes: boolean;
  onChange: (file: ChildFile) => void;
};

export function PersonLine({ file, person, relation, writes, onChange }: PersonProps) {
  const say = useSay();
  const [doing, setDoing] = useState<"change" | "relate" | null>(null);
  const name = nameOf(person, say);
  const form = {
    file,
    person,
    name,
    onLeave: () => setDoing(null),
    onDone: (next: ChildFile) => {
      onChange(next);
      setDoing(null);
    },
  };
  if (doing === "change") {
    return (
      <li>
        <ChangePerson {...form} />
      </li>
    );
  }
  return (
    <li>
      <p>
        <b>{relation ? say.word("relation", relation.kind) : say.t("console.child.no_line")}</b>{" "}
        {name}
        {person.said.phone && <span className="num"> · {say.phone(person.said.phone)}</span>}
      </p>
      {relation && <Accused relation={relation} />}
      <p className="mute">{about(person, relation, say)}</p>
      {writes && !person.erased && doing === null && (
        <div className="row">
          <Press name={name} word="change" onPress={() => setDoing("change")} />
          {relation ? (
            <EndLine childId={file.id} relation={relation} name={name} onChange={onChange} />
          ) : (
            <Press name={name} word="relate" onPress={() => setDoing("relate")} />
          )}
        </div>
      )}
      {writes && relation && <ExcludeAccused childId={file.id} relation={relation} name={name} />}
      {doing === "relate" && <RelatePerson {...form} />}
    </li>
  );
}

type KinProps = {
  childId: Id;
  relation: RelationRow;
  name: string;
  writes: boolean;
  onChange: (file: ChildFile) => void;
};

export function KinLine({ childId, relation, name, writes, onChange }: KinProps) {
  const say = useSay();
  return (
    <li>
      <p>
        <b>{say.word("relation", relation.kind)}</b> {name}
      </p>
      {writes && <EndLine childId={childId} relation={relation} name={name} onChange={onChange} />}
    </li>
  );
}

function Accused({ relation }: { relation: RelationRow }) {
  const say = useSay();
  if (relation.accused_in.length === 0) return null;
  const tickets = relation.accused_in.map(({ number }) => say.n(number)).join(", ");
  return (
    <p className="st overdue">
      <Icon name="warn" />
      {say.t("console.child.accused_in", { tickets })}
    </p>
  );
}

type PressProps = { name: string; word: "change" | "relate"; onPress: () => void };

/** The name of whom it is about is for those who hear it: the line itself shows it. */
function Press({ name, word, onPress }: PressProps) {
  const say = useSay();
  return (
    <button
      type="button"
      className="btn quiet slim"
      aria-label={say.t(`console.child.${word}_person`, { name })}
      onClick={onPress}
    >
      {say.t(`console.child.${word}`)}
    </button>
  );
}

type EndProps = Omit<KinProps, "writes">;

function EndLine({ childId, relation, name, onChange }: EndProps) {
  const say = useSay();
  const verb = useVerb();
  const end = () =>
    verb.run(async () => {
      const path = { child_id: childId, relation_id: relation.id };
      onChange(await childrenEndRelation({ path }));
    });
  return (
    <>
      <button
        type="button"
        className="btn quiet slim"
        aria-disabled={verb.busy}
        aria-label={say.t("console.child.end_relation_of", {
          who: `${say.word("relation", relation.kind)}, ${name}`,
        })}
        onClick={() => void end()}
      >
        {say.t("console.child.end_relation")}
      </button>
      <Refused text={verb.refused} />
    </>
  );
}

function nameOf(person: PersonRow, say: Say): string {
  const { name_bn, name_latin, nickname } = person.said;
  return name_bn ?? name_latin ?? nickname ?? say.t("console.child.name_unknown");
}

/** What is known of the person, and whether he or she cares, lives there and may be told. */
function about(person: PersonRow, relation: RelationRow | undefined, say: Say): string {
  const { sex, age_years, occupation, address, note } = person.said;
  const known = [
    sex && say.word("person_sex", sex),
    age_years !== null && say.t("console.child.age_today", { years: age_years }),
    occupation,
    address,
    note,
  ];
  const parts = relation
    ? RELATION_PARTS.map(
        (part) =>
          `${say.word("relation_part", part)}: ${
            relation[part]
              ? say.word("child_value", relation[part])
              : say.t("console.child.unknown")
          }`,
      )
    : [];
  return [...known, ...parts].filter(Boolean).join(" · ");
}

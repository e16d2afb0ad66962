/** Who is around a child and what each is to it; unknown is said, and counts as no where somebody might be told. */
import type { ChildFile } from "@helpline/shared/types";
import { useState } from "react";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { AddSibling } from "./AddSibling.tsx";
import type { Kin } from "./kin.ts";
import { AddPerson } from "./PersonForms.tsx";
import { KinLine, PersonLine } from "./PersonLine.tsx";

type Props = { file: ChildFile; kin: Kin; onChange: (file: ChildFile) => void };

export function People({ file, kin, onChange }: Props) {
  const say = useSay();
  const writes = useMe()?.permissions.includes("children.write") ?? false;
  const [adding, setAdding] = useState<"person" | "sibling" | null>(null);
  const children = file.relations.filter((relation) => relation.other_child_id !== null);
  const form = {
    file,
    onLeave: () => setAdding(null),
    onDone: (next: ChildFile) => {
      onChange(next);
      setAdding(null);
    },
  };
  return (
    <section aria-label={say.t("console.child.people")}>
      <h3 className="small mute">{say.t("console.child.people")}</h3>
      {file.people.length + children.length === 0 && (
        <p className="small mute">{say.t("console.child.nobody")}</p>
      )}
      <ul className="people small">
        {file.people.map((person) => (
          <PersonLine
            key={person.id}
            file={file}
            person={person}
            relation={file.relations.find((one) => one.person_id === person.id)}
            writes={writes}
            onChange={onChange}
          />
        ))}
        {children.map((relation) => (
          <KinLine
            key={relation.id}
            childId={file.id}
            relation={relation}
            name={kin.nameOf(relation.other_child_id ?? "")}
            writes={writes}
            onChange={onChange}
          />
        ))}
      </ul>
      {adding === "person" && <AddPerson {...form} />}
      {adding === "sibling" && kin.incidentId && (
        <AddSibling {...form} kin={kin} incidentId={kin.incidentId} />
      )}
      {writes && adding === null && (
        <div className="row">
          <button type="button" className="btn quiet slim" onClick={() => setAdding("person")}>
            {say.t("console.child.add_person")}
          </button>
          {kin.incidentId && (
            <button type="button" className="btn quiet slim" onClick={() => setAdding("sibling")}>
              {say.t("console.child.add_sibling")}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

/** Says what another child of the ticket is to this one, which holds both ways; one nobody has noted yet gets a record. */
import { childrenAddToIncident, childrenRelateChild } from "@helpline/shared/api";
import type { ChildFile, Id } from "@helpline/shared/types";
import { useState } from "react";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { AMONG_CHILDREN } from "./codes.ts";
import type { Kin } from "./kin.ts";
import { Options } from "./Options.tsx";
import { Sheet } from "./PersonForms.tsx";

type Props = {
  file: ChildFile;
  kin: Kin;
  /** The ticket in which a child that is not noted yet gets its record. */
  incidentId: Id;
  onDone: (file: ChildFile) => void;
  onLeave: () => void;
};

export function AddSibling({ file, kin, incidentId, onDone, onLeave }: Props) {
  const say = useSay();
  const there = new Set(file.relations.map((relation) => relation.other_child_id));
  const others = kin.others(file.id).filter((id) => !there.has(id));
  const [kind, setKind] = useState("sibling");
  const [other, setOther] = useState<Id | "">(others[0] ?? "");
  const save = async () => {
    const made = other || (await recorded(incidentId));
    // Should the next step fail, the record is there and is chosen.
    setOther(made);
    const path = { child_id: file.id };
    onDone(await childrenRelateChild({ path, body: { child_id: made, kind } }));
  };
  return (
    <Sheet title={say.t("console.child.add_sibling")} save={save} onLeave={onLeave}>
      <Labelled name={say.t("console.child.relation")} wide>
        <Options value={kind} codes={AMONG_CHILDREN} family="relation" onPick={setKind} />
      </Labelled>
      <Labelled name={say.t("console.child.which_child")} wide>
        <select className="field" value={other} onChange={({ target }) => setOther(target.value)}>
          {others.map((id) => (
            <option key={id} value={id}>
              {kin.nameOf(id)}
            </option>
          ))}
          <option value="">{say.t("console.child.not_noted_yet")}</option>
        </select>
      </Labelled>
    </Sheet>
  );
}

async function recorded(incident_id: Id): Promise<Id> {
  return (await childrenAddToIncident({ path: { incident_id } })).id;
}

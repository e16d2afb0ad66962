/** Says that an accused person is one of those who could be sent, or has to do with a centre: by somebody's word alone. */
import { childrenExcludeResponder, dispatchesResponders } from "@helpline/shared/api";
import type { Id, RelationRow, Responder } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { EntryPick } from "../directory/EntryPick.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { Sheet } from "./PersonForms.tsx";

type Who = { kind: Responder["kind"]; id: Id };
type Props = { childId: Id; relation: RelationRow; name: string };

/** Absent where nobody is accused, or the reader may not say who is not asked. */
export function ExcludeAccused({ childId, relation, name }: Props) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const [state, setState] = useState<"shut" | "open" | "done">("shut");
  const incident = relation.accused_in[0];
  if (!incident || !relation.person_id || !may.includes("responders.exclude")) return null;
  if (state !== "open") {
    return (
      <>
        <button
          type="button"
          className="btn quiet slim"
          aria-label={say.t("console.child.is_responder_of", { name })}
          onClick={() => setState("open")}
        >
          {say.t("console.child.is_responder")}
        </button>
        <span role="status" className="mute">
          {state === "done" && say.t("console.child.is_excluded")}
        </span>
      </>
    );
  }
  return (
    <Pick
      path={{ child_id: childId, person_id: relation.person_id }}
      incident={incident}
      name={name}
      searches={may.includes("directory.see")}
      onDone={() => setState("done")}
      onLeave={() => setState("shut")}
    />
  );
}

type PickProps = {
  path: { child_id: Id; person_id: Id };
  incident: { id: Id; number: string };
  name: string;
  /** May look through the whole directory, not only among those near the ticket. */
  searches: boolean;
  onDone: () => void;
  onLeave: () => void;
};

function Pick({ path, incident, name, searches, onDone, onLeave }: PickProps) {
  const say = useSay();
  const kept = useQueryClient();
  const [who, setWho] = useState<Who | null>(null);
  const { data } = useQuery({
    queryKey: ["responders", incident.id, "accused"],
    queryFn: ({ signal }) => dispatchesResponders({ path: { incident_id: incident.id }, signal }),
  });
  const near = data ? [...data.ranked, ...data.shortfall] : [];
  const save = async () => {
    if (!who) return;
    await childrenExcludeResponder({ path, body: { responder: who, incident_id: incident.id } });
    await kept.invalidateQueries({ queryKey: ["responders", incident.id] });
    onDone();
  };
  const choose = (id: string) => {
    const one = near.find((each) => each.id === id);
    setWho(one ? { kind: one.kind, id: one.id } : null);
  };
  return (
    <Sheet title={say.t("console.child.is_responder_of", { name })} save={save} onLeave={onLeave}>
      <p className="small mute">
        {say.t("console.child.exclude_note", { ticket: say.n(incident.number) })}
      </p>
      <Labelled name={say.t("console.child.who_is_it")} wide>
        <select
          className="field"
          value={near.some(({ id }) => id === who?.id) ? who?.id : ""}
          onChange={({ target }) => choose(target.value)}
        >
          <option value="">{say.t("console.child.choose")}</option>
          {near.map((one) => (
            <option key={one.id} value={one.id}>
              {say.words(one.name)}
            </option>
          ))}
        </select>
      </Labelled>
      {searches && (
        <EntryPick
          what="worker"
          label={say.t("console.child.another_worker")}
          onPick={(entry) => setWho(entry && { kind: "worker", id: entry.id })}
        />
      )}
    </Sheet>
  );
}

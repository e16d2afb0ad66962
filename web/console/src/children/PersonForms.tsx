/** Names somebody around a child, puts right what is known of one, or says what one is to the child. */
import {
  childrenAddPerson,
  childrenChangePerson,
  childrenRelatePerson,
} from "@helpline/shared/api";
import type { ChildFile, FactSource, PersonRow } from "@helpline/shared/types";
import { type FormEvent, type ReactNode, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { SOURCES } from "./codes.ts";
import { Options } from "./Options.tsx";
import { PersonFields } from "./PersonFields.tsx";
import { NO_RELATION, type PersonTyped, personSent, relationSent, typedOf } from "./person.ts";
import { RelationFields, RelationKind } from "./RelationFields.tsx";

type Props = {
  file: ChildFile;
  /** Called with what the server answered. */
  onDone: (file: ChildFile) => void;
  onLeave: () => void;
};
type OfPerson = Props & { person: PersonRow; name: string };

export function AddPerson({ file, onDone, onLeave }: Props) {
  const say = useSay();
  const [person, setPerson] = useState<PersonTyped>({});
  const [relation, setRelation] = useState(NO_RELATION);
  const [source, setSource] = useState<FactSource>("child");
  const path = { child_id: file.id };
  const body = { person: personSent(person), relation: relationSent(relation), source };
  return (
    <Sheet
      title={say.t("console.child.add_person")}
      save={async () => onDone(await childrenAddPerson({ path, body }))}
      onLeave={onLeave}
    >
      <RelationKind typed={relation} onType={setRelation} />
      <PersonFields typed={person} onType={setPerson} />
      <RelationFields file={file} typed={relation} onType={setRelation} />
      <Source source={source} onPick={setSource} />
    </Sheet>
  );
}

export function ChangePerson({ file, person, name, onDone, onLeave }: OfPerson) {
  const say = useSay();
  const [typed, setTyped] = useState(() => typedOf(person));
  const [source, setSource] = useState<FactSource>(asSource(person.source));
  // The revision that was read: what somebody else has written since is not written over unseen.
  const [rev] = useState(person.rev);
  const path = { child_id: file.id, person_id: person.id };
  const body = { person: personSent(typed), source, rev };
  return (
    <Sheet
      title={say.t("console.child.change_person", { name })}
      save={async () => onDone(await childrenChangePerson({ path, body }))}
      onLeave={onLeave}
    >
      <PersonFields typed={typed} onType={setTyped} person={person} />
      <Source source={source} onPick={setSource} />
    </Sheet>
  );
}

export function RelatePerson({ file, person, name, onDone, onLeave }: OfPerson) {
  const say = useSay();
  const [relation, setRelation] = useState(NO_RELATION);
  const path = { child_id: file.id };
  const body = { ...relationSent(relation), person_id: person.id };
  return (
    <Sheet
      title={say.t("console.child.relate_person", { name })}
      save={async () => onDone(await childrenRelatePerson({ path, body }))}
      onLeave={onLeave}
    >
      <RelationKind typed={relation} onType={setRelation} />
      <RelationFields file={file} typed={relation} onType={setRelation} />
    </Sheet>
  );
}

type SheetProps = {
  title: string;
  save: () => Promise<void>;
  onLeave: () => void;
  children: ReactNode;
};

/** A small form in place: its fields, a press that saves, and one that leaves. */
export function Sheet({ title, save, onLeave, children }: SheetProps) {
  const say = useSay();
  const verb = useVerb();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void verb.run(save);
  };
  return (
    <form className="child-form" onSubmit={submit} aria-label={title}>
      {children}
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy}>
          <Icon name="check" />
          {say.t("console.child.save")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

type SourceProps = { source: FactSource; onPick: (source: FactSource) => void };

export function Source({ source, onPick }: SourceProps) {
  const say = useSay();
  return (
    <Labelled name={say.t("console.child.source")}>
      <Options value={source} codes={SOURCES} family="child_source" onPick={onPick} />
    </Labelled>
  );
}

function asSource(said: string): FactSource {
  return SOURCES.find((one) => one === said) ?? "other";
}

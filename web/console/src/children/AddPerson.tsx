/** Names somebody around the child: what is not said stays unknown; an accusation is marked by hand alone. */
import { childrenAddPerson } from "@helpline/shared/api";
import type { ChildFile, FactSource, YesNo } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { KINDS, SOURCES } from "./codes.ts";
import { Options } from "./Options.tsx";

type Props = { file: ChildFile; onChange: (file: ChildFile) => void; onLeave: () => void };

const PARTS = ["caregiver", "lives_with", "may_be_told"] as const;

export function AddPerson({ file, onChange, onLeave }: Props) {
  const say = useSay();
  const verb = useVerb();
  const [kind, setKind] = useState("mother");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [source, setSource] = useState<FactSource>("child");
  const [said, setSaid] = useState<Partial<Record<(typeof PARTS)[number], YesNo>>>({});
  const [accused, setAccused] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void verb.run(async () => {
      const bangla = /[\u0980-\u09ff]/.test(name);
      const person = {
        ...(name.trim() && { [bangla ? "name_bn" : "name_latin"]: name.trim() }),
        ...(phone.trim() && { phone: phone.trim() }),
      };
      const relation = { kind, ...said, accused_in: accused ? [accused] : [] };
      const path = { child_id: file.id };
      onChange(await childrenAddPerson({ path, body: { person, relation, source } }));
    });
  };
  return (
    <form className="child-form" onSubmit={submit} aria-label={say.t("console.child.add_person")}>
      <Labelled name={say.t("console.child.relation")}>
        <Options value={kind} codes={KINDS} family="relation" onPick={setKind} />
      </Labelled>
      <Labelled name={say.t("console.child.name")}>
        <input
          className="field"
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.target.value)}
        />
      </Labelled>
      <Labelled name={say.t("console.child.phone")}>
        <input
          className="field"
          value={phone}
          maxLength={40}
          inputMode="tel"
          onChange={(event) => setPhone(event.target.value)}
        />
      </Labelled>
      {PARTS.map((part) => (
        <Labelled key={part} name={say.word("relation_part", part)}>
          <Options
            value={said[part] ?? ""}
            codes={["yes", "no"]}
            family="child_value"
            none={say.t("console.child.unknown")}
            onPick={(value) => setSaid({ ...said, [part]: value || undefined })}
          />
        </Labelled>
      ))}
      <Labelled name={say.t("console.child.accused")}>
        <select
          className="field"
          value={accused}
          onChange={(event) => setAccused(event.target.value)}
        >
          <option value="">{say.t("console.child.not_accused")}</option>
          {file.incidents.map(({ id, number }) => (
            <option key={id} value={id}>
              {say.n(number)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled name={say.t("console.child.source")}>
        <Options value={source} codes={SOURCES} family="child_source" onPick={setSource} />
      </Labelled>
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

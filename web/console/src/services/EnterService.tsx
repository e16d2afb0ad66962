/** Enters a service of an organisation; what nobody knows is left empty. */
import { latinDigits } from "@helpline/shared/format";
import type { NewService, ServiceKind } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { EntryPick } from "../directory/EntryPick.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { enterService, SERVICES } from "./verbs.ts";

const GENDERS = ["unknown", "girls", "boys", "both"] as const;
const HOURS = "always, sat-thu 09:00-17:00";
const EMPTY = {
  name_bn: "",
  name_en: "",
  age_from: "",
  age_to: "",
  capacity: "",
  hours: "",
};
type Typed = typeof EMPTY;

export function EnterService() {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [typed, setTyped] = useState<Typed>(EMPTY);
  const [kind, setKind] = useState<ServiceKind>("shelter");
  const [gender, setGender] = useState<(typeof GENDERS)[number]>("unknown");
  const [organisation, setOrganisation] = useState<string | null>(null);
  const [place, setPlace] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const ready = organisation !== null && typed.name_bn.trim() !== "" && typed.name_en.trim() !== "";
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || organisation === null) return;
    const body: NewService = {
      organisation,
      kind,
      gender,
      name_bn: typed.name_bn.trim(),
      name_en: typed.name_en.trim(),
      places: place ? [place] : [],
      age_from: whole(typed.age_from),
      age_to: whole(typed.age_to),
      capacity: whole(typed.capacity),
      hours: typed.hours.trim() || null,
    };
    if (await verb.run(() => enterService(body))) {
      setTyped(EMPTY);
      setOrganisation(null);
      setPlace(null);
      setRound(round + 1);
      await kept.invalidateQueries({ queryKey: ["services"] });
    }
  };
  const line = (name: keyof Typed, lang?: string, numeric = false) => (
    <Labelled name={say.t(`console.services.${name}`)} wide={!numeric}>
      <input
        className="field"
        lang={lang}
        value={typed[name]}
        maxLength={numeric ? 6 : 200}
        inputMode={numeric ? "numeric" : undefined}
        placeholder={name === "hours" ? HOURS : undefined}
        onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
      />
    </Labelled>
  );
  return (
    <section aria-label={say.t("console.services.enter")}>
      <h2 className="group">
        <b>{say.t("console.services.enter")}</b>
      </h2>
      <form className="book pad" onSubmit={(event) => void send(event)}>
        <EntryPick
          key={`whose ${round}`}
          what="organisation"
          label={say.t("console.services.whose")}
          onPick={(found) => setOrganisation(found?.code ?? null)}
        />
        <Labelled name={say.t("console.services.kind")}>
          <select
            className="field"
            value={kind}
            onChange={(event) => setKind(event.target.value as ServiceKind)}
          >
            {SERVICES.map((code) => (
              <option key={code} value={code}>
                {say.word("service", code)}
              </option>
            ))}
          </select>
        </Labelled>
        {line("name_bn", "bn")}
        {line("name_en", "en")}
        <PlaceField
          key={`where ${round}`}
          label={say.t("console.services.place")}
          onPick={setPlace}
        />
        <Labelled name={say.t("console.services.gender")}>
          <select
            className="field"
            value={gender}
            onChange={(event) => setGender(event.target.value as (typeof GENDERS)[number])}
          >
            {GENDERS.map((code) => (
              <option key={code} value={code}>
                {say.word("intake", code)}
              </option>
            ))}
          </select>
        </Labelled>
        {line("age_from", undefined, true)}
        {line("age_to", undefined, true)}
        {line("capacity", undefined, true)}
        {line("hours", "en")}
        <div className="row">
          <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !ready}>
            <Icon name="check" />
            {say.t("console.services.add")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </section>
  );
}

/** A whole number of either digit set; what is empty, or none, nobody has said. */
function whole(typed: string): number | null {
  const plain = latinDigits(typed).trim();
  return /^\d{1,6}$/.test(plain) ? Number(plain) : null;
}

/** Gives a name to one of the places that were only counted; what nobody knows is left empty. */
import { latinDigits } from "@helpline/shared/format";
import type { SiteKind } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { KINDS, nameSite } from "./verbs.ts";

const TAKES = ["unknown", "girls", "boys", "both"] as const;
const EMPTY = { name_bn: "", name_en: "", capacity: "" };

export function NameSite({ onDone }: { onDone: () => void }) {
  const say = useSay();
  const verb = useVerb();
  const [typed, setTyped] = useState(EMPTY);
  const [kind, setKind] = useState<SiteKind>("night_shelter");
  const [takes, setTakes] = useState<(typeof TAKES)[number]>("unknown");
  const [place, setPlace] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const capacity = latinDigits(typed.capacity).trim();
  // What is no number must not become "nobody knows" behind the typist's back.
  const wrong = !/^\d{0,5}$/.test(capacity);
  const ready = typed.name_bn.trim() !== "" && typed.name_en.trim() !== "" && !wrong;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const body = {
      kind,
      name_bn: typed.name_bn.trim(),
      name_en: typed.name_en.trim(),
      capacity: capacity === "" ? null : Number(capacity),
      intake_gender: takes,
      place,
    };
    if (!(await verb.run(() => nameSite(body)))) return;
    setTyped(EMPTY);
    setPlace(null);
    setRound(round + 1);
    onDone();
  };
  const line = (name: keyof typeof EMPTY, lang?: string) => (
    <Labelled name={say.t(`console.street.${name}`)} wide={name !== "capacity"}>
      <input
        className="field"
        lang={lang}
        autoComplete="off"
        aria-invalid={(name === "capacity" && wrong) || undefined}
        maxLength={name === "capacity" ? 5 : 200}
        inputMode={name === "capacity" ? "numeric" : undefined}
        value={typed[name]}
        onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
      />
    </Labelled>
  );
  return (
    <section aria-label={say.t("console.street.name_one")}>
      <h2 className="group">
        <b>{say.t("console.street.name_one")}</b>
      </h2>
      <form className="book pad" onSubmit={(event) => void send(event)}>
        <Labelled name={say.t("console.street.kind")}>
          <select
            className="field"
            value={kind}
            onChange={({ target }) => setKind(target.value as SiteKind)}
          >
            {KINDS.map((code) => (
              <option key={code} value={code}>
                {say.word("centre_kind", code)}
              </option>
            ))}
          </select>
        </Labelled>
        {line("name_bn", "bn")}
        {line("name_en", "en")}
        <Labelled name={say.t("console.street.takes")}>
          <select
            className="field"
            value={takes}
            onChange={({ target }) => setTakes(target.value as (typeof TAKES)[number])}
          >
            {TAKES.map((code) => (
              <option key={code} value={code}>
                {say.word("intake", code)}
              </option>
            ))}
          </select>
        </Labelled>
        {line("capacity")}
        <PlaceField key={round} label={say.t("console.street.place")} onPick={setPlace} />
        <div className="row">
          <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !ready}>
            <Icon name="check" />
            {say.t("console.street.add")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </section>
  );
}

/** Writes down an event that is to be, or was; what nobody knows is left empty. */
import { latinDigits } from "@helpline/shared/format";
import type { NewOutreach } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { AUDIENCES, KINDS, planEvent } from "./verbs.ts";

const EMPTY = { name_bn: "", name_en: "", expected: "" };

export function EnterEvent() {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [typed, setTyped] = useState(EMPTY);
  const [kind, setKind] = useState<NewOutreach["kind"]>("school_visit");
  const [audience, setAudience] = useState<NewOutreach["audience"][number]>("children");
  const [place, setPlace] = useState<string | null>(null);
  const [begins, setBegins] = useState<string | null>("");
  const [ends, setEnds] = useState<string | null>("");
  const [round, setRound] = useState(0);
  const expected = latinDigits(typed.expected).trim();
  const unfit = expected !== "" && !/^\d{1,9}$/.test(expected);
  const named = typed.name_bn.trim() !== "" && typed.name_en.trim() !== "";
  const ready = named && !unfit && Boolean(begins) && Boolean(ends);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const body: NewOutreach = {
      kind,
      name_bn: typed.name_bn.trim(),
      name_en: typed.name_en.trim(),
      starts_at: `${begins}:00+06:00`,
      ends_at: `${ends}:00+06:00`,
      audience: [audience],
      place,
      expected: expected ? Number(expected) : null,
    };
    if (!(await verb.run(() => planEvent(body)))) return;
    setTyped(EMPTY);
    setPlace(null);
    setRound(round + 1);
    await kept.invalidateQueries({ queryKey: ["forecast"] });
  };
  return (
    <section aria-label={say.t("console.forecast.enter")}>
      <h2 className="group">
        <b>{say.t("console.forecast.enter")}</b>
      </h2>
      <form className="book pad" onSubmit={(event) => void send(event)}>
        <Labelled name={say.t("console.forecast.kind")}>
          <select
            className="field"
            value={kind}
            onChange={(event) => setKind(event.target.value as NewOutreach["kind"])}
          >
            {KINDS.map((code) => (
              <option key={code} value={code}>
                {say.word("outreach_kind", code)}
              </option>
            ))}
          </select>
        </Labelled>
        <Labelled name={say.t("console.forecast.audience")}>
          <select
            className="field"
            value={audience}
            onChange={(event) => setAudience(event.target.value as typeof audience)}
          >
            {AUDIENCES.map((code) => (
              <option key={code} value={code}>
                {say.word("outreach_for", code)}
              </option>
            ))}
          </select>
        </Labelled>
        {(["name_bn", "name_en"] as const).map((name) => (
          <Labelled key={name} name={say.t(`console.committees.${name}`)} wide>
            <input
              className="field"
              lang={name === "name_bn" ? "bn" : "en"}
              value={typed[name]}
              maxLength={160}
              onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
            />
          </Labelled>
        ))}
        <PlaceField
          key={`where ${round}`}
          label={say.t("console.committees.place")}
          onPick={setPlace}
        />
        <DateField
          key={`begins ${round}`}
          name={say.t("console.forecast.begins")}
          of="moment"
          value={begins ?? ""}
          onSay={setBegins}
        />
        <DateField
          key={`ends ${round}`}
          name={say.t("console.forecast.ends")}
          of="moment"
          value={ends ?? ""}
          onSay={setEnds}
        />
        <Labelled name={say.t("console.forecast.expected")} wide>
          <input
            className="field"
            value={typed.expected}
            maxLength={9}
            aria-invalid={unfit}
            inputMode="numeric"
            onChange={(event) => setTyped({ ...typed, expected: event.target.value })}
          />
        </Labelled>
        <div className="row">
          <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !ready}>
            <Icon name="check" />
            {say.t("console.forecast.add")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </section>
  );
}

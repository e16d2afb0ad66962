/** Writes down an event that is to be, or was; what nobody knows is left empty. */
import type { NewOutreach } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { PlaceField } from "../clock/PlaceField.tsx";
import { DateField } from "../dates/DateField.tsx";
import { EntryPick } from "../directory/EntryPick.tsx";
import { Chips } from "../parts/Chips.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { WholeField } from "../parts/WholeField.tsx";
import { whole } from "../parts/whole.ts";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { AUDIENCES, KINDS, planEvent, useOutreachVerb } from "./verbs.ts";

type Audience = NewOutreach["audience"];
const EMPTY = { name_bn: "", name_en: "", expected: "", note: "", begins: "", ends: "" };

export function EnterEvent() {
  const say = useSay();
  const verb = useOutreachVerb();
  const picks = useMe()?.permissions.includes("directory.see") ?? false;
  const [typed, setTyped] = useState(EMPTY);
  const [kind, setKind] = useState<NewOutreach["kind"]>("school_visit");
  const [audience, setAudience] = useState<Audience>([]);
  const [place, setPlace] = useState<string | null>(null);
  const [organisation, setOrganisation] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const { name_bn, name_en, begins, ends, note } = typed;
  const expected = whole(typed.expected);
  const wrong = begins !== "" && ends !== "" && ends <= begins;
  const whenSaid = begins !== "" && ends !== "" && !wrong;
  const named = name_bn.trim() !== "" && name_en.trim() !== "";
  const ready = named && whenSaid && audience.length > 0 && expected !== "unfit";
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const body: NewOutreach = {
      kind,
      name_bn: name_bn.trim(),
      name_en: name_en.trim(),
      starts_at: `${begins}:00+06:00`,
      ends_at: `${ends}:00+06:00`,
      audience,
      place,
      organisation,
      expected,
      note: note.trim() || null,
    };
    if (!(await verb.run(() => planEvent(body)))) return;
    setTyped(EMPTY);
    setAudience([]);
    setPlace(null);
    setOrganisation(null);
    setRound(round + 1);
  };
  const text = (name: "name_bn" | "name_en" | "note", max: number, lang?: string) => (
    <Labelled name={say.t(`console.outreach.${name}`)} wide>
      <input
        className="field"
        lang={lang}
        maxLength={max}
        autoComplete="off"
        value={typed[name]}
        onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
      />
    </Labelled>
  );
  return (
    <section aria-label={say.t("console.outreach.enter")}>
      <h2 className="group">
        <b>{say.t("console.outreach.enter")}</b>
      </h2>
      <form className="book pad" onSubmit={(event) => void send(event)}>
        <Labelled name={say.t("console.forecast.kind")} wide>
          <Options value={kind} codes={KINDS} family="outreach_kind" onPick={setKind} />
        </Labelled>
        {text("name_bn", 160, "bn")}
        {text("name_en", 160, "en")}
        <div className="small">
          <span className="mute">{say.t("console.forecast.audience")}</span>
          <Chips
            label={say.t("console.forecast.audience")}
            choices={AUDIENCES.map((code) => ({ code, label: say.word("outreach_for", code) }))}
            chosen={audience}
            onChange={(chosen) => setAudience(AUDIENCES.filter((code) => chosen.includes(code)))}
            several
          />
        </div>
        {(["begins", "ends"] as const).map((name) => (
          <DateField
            key={`${name} ${round}`}
            name={say.t(`console.forecast.${name}`)}
            of="moment"
            wide
            value={typed[name]}
            onSay={(moment) => setTyped((before) => ({ ...before, [name]: moment ?? "" }))}
          />
        ))}
        {wrong && (
          <p className="small field-note" role="status">
            {say.t("console.span.wrong")}
          </p>
        )}
        <PlaceField
          key={`where ${round}`}
          label={say.t("console.outreach.place")}
          onPick={setPlace}
        />
        {picks && (
          <EntryPick
            key={`who ${round}`}
            what="organisation"
            label={say.t("console.outreach.organisation")}
            onPick={(entry) => setOrganisation(entry?.code ?? null)}
          />
        )}
        <WholeField
          name={say.t("console.forecast.expected")}
          wide
          value={typed.expected}
          onText={(expected) => setTyped({ ...typed, expected })}
        />
        {text("note", 600)}
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

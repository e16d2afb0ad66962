/** Changes what is said of a centre: only what was changed here is sent; the address has a place of its own. */
import { Problem, residenceChangeCentre } from "@helpline/shared/api";
import type { CentreFile } from "@helpline/shared/types";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { Chips } from "../parts/Chips.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { useFileVerb } from "./Contacts.tsx";
import { type CentreSheet, changeOf, sheetOf } from "./centreSheet.ts";
import { EntryPick } from "./EntryPick.tsx";
import { Foot } from "./Holdings.tsx";

const KINDS = [
  "rehabilitation_centre",
  "development_centre",
  "training_centre",
  "safe_home",
  "children_home",
  "drop_in_centre",
  "night_shelter",
  "child_friendly_space",
  "open_air_school",
  "call_centre",
] as const satisfies readonly CentreSheet["kind"][];
const ADMITS = ["direct", "court", "committee", "none", "unknown"] as const;
const TAKES = ["girls", "boys", "both"] as const;
const SERVICES = [
  "shelter",
  "meals",
  "clothing",
  "health",
  "psychosocial",
  "education",
  "technical_training",
  "recreation",
  "legal_aid",
  "reintegration",
  "follow_up",
] as const satisfies readonly CentreSheet["services"][number][];

/** As `app/directory/hours.py` reads them; the words are codes in either language. */
const HOURS = "always, sat-thu 09:00-17:00";

type Props = { centre: CentreFile; onDone: () => void };

export function CentreForm({ centre, onDone }: Props) {
  const say = useSay();
  const verb = useFileVerb();
  // As it stood when the form was opened: what a colleague changes meanwhile is not taken back.
  const [known] = useState(() => sheetOf(centre));
  const [sheet, setSheet] = useState(known);
  const [wrong, setWrong] = useState<string | null>(null);
  const put = (said: Partial<CentreSheet>) => setSheet({ ...sheet, ...said });
  const change = changeOf(known, sheet);
  const ready = change !== null && Object.keys(change).length > 0;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const path = { centre_id: centre.id };
    const changeIt = async () => {
      try {
        return await residenceChangeCentre({ path, body: change });
      } catch (error) {
        setWrong(fieldOf(error));
        throw error;
      }
    };
    setWrong(null);
    if (await verb.run(changeIt)) onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    onDone();
  };
  const line = (name: LineName, lang?: string) => (
    <Line
      name={name}
      lang={lang}
      wrong={wrong === name}
      value={sheet[name]}
      onType={(value) => put({ [name]: value })}
    />
  );
  return (
    <form
      className="book centre-form"
      aria-label={say.t("console.centre_form.title")}
      onSubmit={(event) => void send(event)}
      onKeyDown={onKeyDown}
    >
      {line("name_bn", "bn")}
      {line("name_en", "en")}
      <Pick name="kind" value={sheet.kind} onPick={(kind) => put({ kind })} codes={KINDS} />
      <Pick
        name="admits"
        value={sheet.admits}
        onPick={(admits) => put({ admits })}
        codes={ADMITS}
      />
      <Pick
        name="operating"
        value={sheet.operating ? "operating" : "not_operating"}
        onPick={(word) => put({ operating: word === "operating" })}
        codes={["operating", "not_operating"]}
      />
      <Pick
        name="intake_gender"
        value={sheet.intake_gender}
        onPick={(intake_gender) => put({ intake_gender })}
        codes={TAKES}
        none
      />
      {line("age_from")}
      {line("age_to")}
      {line("capacity")}
      {line("hours", "en")}
      <EntryPick
        what="organisation"
        label={say.t("console.centre_file.organisation")}
        start={centre.organisation ? say.words(centre.organisation.name) : ""}
        onPick={(found) => put({ organisation: found?.code ?? null })}
      />
      <PlaceField
        label={say.t("console.centre_file.place")}
        start={centre.place ? say.words(centre.place.name) : ""}
        onPick={(place) => put({ place })}
      />
      <Chips
        label={say.t("console.centre_file.services")}
        several
        choices={SERVICES.map((code) => ({ code, label: say.word("service", code) }))}
        chosen={sheet.services}
        onChange={(chosen) => put({ services: SERVICES.filter((c) => chosen.includes(c)).sort() })}
      />
      {change === null && (
        <p role="status" className="small">
          {say.t("console.centre_form.no_number")}
        </p>
      )}
      {wrong && (
        <p role="status" className="small">
          {say.t("console.centre_form.wrong", { name: say.t(`console.centre_form.${wrong}`) })}
        </p>
      )}
      <Foot verb={verb} ready={ready} onLeave={onDone}>
        {say.t("console.centre_form.save")}
      </Foot>
    </form>
  );
}

/** Which field the server spoke of, if the form has it. */
function fieldOf(error: unknown): string | null {
  if (!(error instanceof Problem)) return null;
  const named = error.facts.field ?? error.errors[0]?.field;
  return LINES.find((name) => name === named) ?? null;
}

const LINES = ["name_bn", "name_en", "age_from", "age_to", "capacity", "hours"] as const;
type LineName = (typeof LINES)[number];
type LineProps = {
  name: LineName;
  lang: string | undefined;
  wrong: boolean;
  value: string;
  onType: (value: string) => void;
};
const COUNTED: readonly LineName[] = ["age_from", "age_to", "capacity"];

function Line({ name, lang, wrong, value, onType }: LineProps) {
  const say = useSay();
  const counted = COUNTED.includes(name);
  return (
    <Labelled name={say.t(`console.centre_form.${name}`)} wide={name.startsWith("name_")}>
      <input
        className="field"
        type="text"
        // biome-ignore lint/a11y/noAutofocus: opened by a press, it goes on where the press was
        autoFocus={name === "name_bn"}
        inputMode={counted ? "numeric" : "text"}
        lang={lang}
        aria-invalid={wrong}
        maxLength={name === "hours" ? 500 : counted ? 6 : 200}
        placeholder={
          name === "hours" ? say.t("console.centre_form.hours_hint", { example: HOURS }) : undefined
        }
        value={counted ? say.n(value) : value}
        onChange={(event) => onType(event.target.value)}
      />
    </Labelled>
  );
}

type PickProps<T extends string> = {
  name: "kind" | "admits" | "operating" | "intake_gender";
  value: T | "";
  codes: readonly T[];
  onPick: (code: T) => void;
  /** Nobody has said: a choice of its own. */
  none?: boolean;
};
const FAMILY = {
  kind: "centre_kind",
  admits: "admits",
  operating: "standing",
  intake_gender: "intake",
} as const;

function Pick<T extends string>({ name, value, codes, onPick, none }: PickProps<T>) {
  const say = useSay();
  return (
    <Labelled name={say.t(`console.centre_form.${name}`)}>
      <select className="field" value={value} onChange={(event) => onPick(event.target.value as T)}>
        {none && <option value="">{say.t("console.centre_file.unsaid")}</option>}
        {codes.map((code) => (
          <option key={code} value={code}>
            {say.word(FAMILY[name], code)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

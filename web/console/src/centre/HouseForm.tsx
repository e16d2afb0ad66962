/** What a house is: its names, for whom it is and for which ages; a new one is given its beds as well. */
import type { HouseRow, NewHouse } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { labels } from "./beds.ts";

export type HouseWords = Omit<NewHouse, "beds">;

const TAKES: readonly HouseWords["takes"][] = ["girls", "boys", "both"];
const AGES = Array.from({ length: 26 }, (_, age) => age);
const NOTHING: HouseWords = {
  name_bn: "",
  name_en: "",
  takes: "girls",
  age_from: null,
  age_to: null,
};

type Props = {
  /** Null for a new one. */
  house: HouseRow | null;
  word: string;
  onSend: (house: HouseWords, beds: string[]) => Promise<unknown>;
};

export function HouseForm({ house, word, onSend }: Props) {
  const say = useSay();
  const verb = useVerb();
  const known = house ? wordsOf(house) : NOTHING;
  const [typed, setTyped] = useState(known);
  const [beds, setBeds] = useState("");
  const whole = typed.name_bn.trim() && typed.name_en.trim() && (house || labels(beds).length > 0);
  const same = JSON.stringify(typed) === JSON.stringify(known);
  const put = (said: Partial<HouseWords>) => setTyped({ ...typed, ...said });
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!whole || same) return;
    if ((await verb.run(() => onSend(typed, labels(beds)))) && !house) {
      setTyped(NOTHING);
      setBeds("");
    }
  };
  return (
    <form className="book" onSubmit={(event) => void send(event)}>
      <Name name="name_bn" lang="bn" value={typed.name_bn} onType={(name_bn) => put({ name_bn })} />
      <Name name="name_en" lang="en" value={typed.name_en} onType={(name_en) => put({ name_en })} />
      <Labelled name={say.t("console.houses.takes")}>
        <select
          className="field"
          value={typed.takes}
          onChange={(event) => put({ takes: event.target.value as HouseWords["takes"] })}
        >
          {TAKES.map((code) => (
            <option key={code} value={code}>
              {say.word("takes", code)}
            </option>
          ))}
        </select>
      </Labelled>
      <Age
        name="age_from"
        value={typed.age_from ?? null}
        onPick={(age_from) => put({ age_from })}
      />
      <Age name="age_to" value={typed.age_to ?? null} onPick={(age_to) => put({ age_to })} />
      {!house && (
        <Labelled name={say.t("console.houses.beds")} wide>
          <span className="field with-input">
            <input type="text" value={beds} onChange={(event) => setBeds(event.target.value)} />
          </span>
        </Labelled>
      )}
      <div className="row">
        <button
          type="submit"
          className={house ? "btn" : "btn primary"}
          aria-disabled={verb.busy || !whole || same}
        >
          {word}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

function wordsOf({ name, takes, age_from, age_to }: HouseRow): HouseWords {
  return { name_bn: name.bn ?? "", name_en: name.en ?? "", takes, age_from, age_to };
}

type NameProps = { name: string; lang: string; value: string; onType: (value: string) => void };

function Name({ name, lang, value, onType }: NameProps) {
  const say = useSay();
  return (
    <Labelled name={say.t(`console.houses.${name}`)} wide>
      <span className="field with-input">
        <input
          type="text"
          lang={lang}
          maxLength={80}
          value={value}
          onChange={(event) => onType(event.target.value)}
        />
      </span>
    </Labelled>
  );
}

type AgeProps = { name: string; value: number | null; onPick: (age: number | null) => void };

function Age({ name, value, onPick }: AgeProps) {
  const say = useSay();
  return (
    <Labelled name={say.t(`console.houses.${name}`)}>
      <select
        className="field"
        value={value ?? ""}
        onChange={(event) => onPick(event.target.value ? Number(event.target.value) : null)}
      >
        <option value="">{say.t("console.houses.no_limit")}</option>
        {AGES.map((age) => (
          <option key={age} value={age}>
            {say.n(age)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

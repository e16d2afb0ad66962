/** What is told of a lost or found child, to type for the first time or anew; it serves to find the other half. */
import type { MissingKind, SavedTold, YesNo } from "@helpline/shared/types";
import { type ReactNode, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { DateField } from "../dates/DateField.tsx";
import { useNow } from "../live/useNow.ts";
import { Chips } from "../parts/Chips.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { dayOf } from "../sessions/slots.ts";
import { CHILD_SEXES, LANGUAGES } from "./codes.ts";
import { Options } from "./Options.tsx";
import { Sheet } from "./PersonForms.tsx";
import { type Telling, tellingOf } from "./told.ts";

type Props = {
  title: string;
  /** What is kept; null for a report that is only being told. */
  said: SavedTold | null;
  save: (telling: Telling) => Promise<void>;
  onLeave: () => void;
  children?: ReactNode;
};

const TEXTS = ["marks", "clothes", "note"] as const;

export function LostForm({ title, said, save, onLeave, children }: Props) {
  const say = useSay();
  const today = dayOf(useNow());
  const [telling, setTelling] = useState(() => tellingOf(said));
  const put = (part: Partial<Telling>) => setTelling((before) => ({ ...before, ...part }));
  const text = (part: "name" | (typeof TEXTS)[number]) => (
    <Labelled key={part} name={say.word("told", part)} wide>
      <input
        className="field"
        value={telling[part]}
        maxLength={part === "name" ? 120 : 2000}
        onChange={({ target }) => put({ [part]: target.value })}
      />
    </Labelled>
  );
  const years = (part: "from" | "to") => (
    <Labelled name={say.t(`console.lost.years_${part}`)}>
      <input
        className="field num"
        inputMode="numeric"
        maxLength={2}
        value={telling[part]}
        onChange={({ target }) => put({ [part]: target.value.replace(/[^\d০-৯]/g, "") })}
      />
    </Labelled>
  );
  return (
    <Sheet title={title} save={() => save(telling)} onLeave={onLeave}>
      {children}
      {text("name")}
      <Labelled name={say.word("told", "sex")}>
        <Options
          value={telling.sex}
          codes={CHILD_SEXES}
          family="child_value"
          none={say.t("console.child.unknown")}
          onPick={(sex) => put({ sex })}
        />
      </Labelled>
      {years("from")}
      {years("to")}
      <DateField
        wide
        name={say.word("told", "day")}
        value={telling.day ?? ""}
        max={today}
        onSay={(day) => put({ day })}
      />
      <PlaceField
        label={say.word("told", "place")}
        start={say.words(said?.place_name)}
        onPick={(place) => put({ place: place ?? "" })}
      />
      <PlaceField
        label={say.word("told", "home_place")}
        start={say.words(said?.home_place_name)}
        onPick={(place) => put({ home_place: place ?? "" })}
      />
      {TEXTS.map(text)}
      <div className="pick wide small">
        <span className="mute" aria-hidden="true">
          {say.word("told", "languages")}
        </span>
        <Chips
          label={say.word("told", "languages")}
          several
          choices={LANGUAGES.map((code) => ({ code, label: say.word("language", code) }))}
          chosen={telling.languages}
          onChange={(languages) => put({ languages })}
        />
      </div>
      <Labelled name={say.word("told", "disabled")}>
        <Options<YesNo>
          value={telling.disabled}
          codes={["yes", "no"]}
          family="child_value"
          none={say.t("console.child.unknown")}
          onPick={(disabled) => put({ disabled })}
        />
      </Labelled>
    </Sheet>
  );
}

type KindProps = {
  kinds: readonly MissingKind[];
  kind: MissingKind;
  onPick: (kind: MissingKind) => void;
};

export function WhichHalf({ kinds, kind, onPick }: KindProps) {
  const say = useSay();
  return (
    <Labelled name={say.t("console.lost.kind")} wide>
      <Options value={kind} codes={kinds} family="missing" onPick={onPick} />
    </Labelled>
  );
}

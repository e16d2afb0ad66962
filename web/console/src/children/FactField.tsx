/** The field in which one fact is typed or chosen; a birth may be a year, a month or a day, an age a span. */
import type { ChildField, FactCertainty } from "@helpline/shared/types";
import { PlaceField } from "../clock/PlaceField.tsx";
import { PartialDate } from "../dates/PartialDate.tsx";
import { Chips } from "../parts/Chips.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { CHOICES, LANGUAGES } from "./codes.ts";
import { Options } from "./Options.tsx";

type Props = { field: ChildField; text: string; onText: (text: string) => void };
type Sent = string | string[] | { [part: string]: string | number };

/** Facts of which the speaker is more or less sure. */
export const UNSURE: readonly ChildField[] = ["birth", "age"];

/** The text of the field as the server takes it; several languages stand in it with commas between. */
export function asSent(field: ChildField, text: string, sure: FactCertainty | "" = ""): Sent {
  const plain = text.trim();
  if (field === "birth") return { date: plain, ...(sure && { certainty: sure }) };
  if (field === "languages") return plain.split(",");
  if (field === "age") {
    const [from, to] = plain.split(/\s*[-–/]\s*/);
    return { from: from ?? "", ...(to ? { to } : {}), certainty: sure || "guess" };
  }
  return plain;
}

export function FactField({ field, text, onText }: Props) {
  const say = useSay();
  const name = say.word("child_field", field);
  const codes = CHOICES[field];
  if (codes) {
    return (
      <Labelled name={name}>
        <Options
          value={text}
          codes={codes}
          family="child_value"
          none={say.t("console.child.choose")}
          onPick={onText}
        />
      </Labelled>
    );
  }
  if (field === "languages") {
    return (
      <Chips
        label={name}
        several
        choices={LANGUAGES.map((code) => ({ code, label: say.word("language", code) }))}
        chosen={text.split(",").filter(Boolean)}
        onChange={(chosen) => onText(chosen.join())}
      />
    );
  }
  if (field === "home_place")
    return <PlaceField label={name} onPick={(code) => onText(code ?? "")} />;
  if (field === "birth")
    return <PartialDate name={name} value={text} onSay={(date) => onText(date ?? "")} />;
  return (
    <Labelled name={name} wide>
      <input
        className="field"
        value={text}
        maxLength={2000}
        placeholder={field === "age" ? say.t("console.child.age_hint") : undefined}
        onChange={(event) => onText(event.target.value)}
      />
    </Labelled>
  );
}

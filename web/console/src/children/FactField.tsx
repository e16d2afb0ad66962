/** The field in which one fact is typed or chosen; a birth may be a year, a month or a day, an age a span. */
import type { ChildField } from "@helpline/shared/types";
import { PlaceField } from "../clock/PlaceField.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { CHOICES, LANGUAGES } from "./codes.ts";
import { Options } from "./Options.tsx";

type Props = { field: ChildField; text: string; onText: (text: string) => void };
type Sent = string | string[] | { [part: string]: string | number };

/** The text of the field as the server takes it. */
export function asSent(field: ChildField, text: string): Sent {
  const plain = text.trim();
  if (field === "birth") return { date: plain };
  if (field === "languages") return [plain];
  if (field === "age") {
    const [from, to] = plain.split(/\s*[-–/]\s*/);
    return { from: from ?? "", ...(to ? { to } : {}), certainty: "guess" };
  }
  return plain;
}

export function FactField({ field, text, onText }: Props) {
  const say = useSay();
  const name = say.word("child_field", field);
  const codes = field === "languages" ? LANGUAGES : CHOICES[field];
  if (codes) {
    return (
      <Labelled name={name}>
        <Options
          value={text}
          codes={codes}
          family={field === "languages" ? "language" : "child_value"}
          none={say.t("console.child.choose")}
          onPick={onText}
        />
      </Labelled>
    );
  }
  if (field === "home_place")
    return <PlaceField label={name} onPick={(code) => onText(code ?? "")} />;
  const hint = field === "birth" ? "birth_hint" : field === "age" ? "age_hint" : null;
  return (
    <Labelled name={name} wide>
      <input
        className="field"
        value={text}
        maxLength={2000}
        placeholder={hint ? say.t(`console.child.${hint}`) : undefined}
        onChange={(event) => onText(event.target.value)}
      />
    </Labelled>
  );
}

/** The child is handed over; where it stays in a centre, that this stay ends is pressed once more, knowingly. */
import { casesHandOver, Problem } from "@helpline/shared/api";
import type { ReintegrationRow } from "@helpline/shared/types";
import { useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { refusalText } from "../cases/refusal.ts";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Chips } from "../parts/Chips.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { Form } from "./Form.tsx";

/** That the child is in none of the stays that may be its own. */
const NONE = "none";

type Props = {
  caseId: string;
  row: ReintegrationRow;
  /** The conditions that the child's record speaks against, which no answer says. */
  onAgainst: (conditions: string[]) => void;
  onDone: () => void;
};

export function HandOver({ caseId, row, onAgainst, onDone }: Props) {
  const say = useSay();
  const verb = useVerb(refusalText);
  const [at, setAt] = useState<string | null>("");
  const [words, setWords] = useState("");
  const [stays, setStays] = useState<string[]>([]);
  const [maybe, setMaybe] = useState<Stay[]>([]);
  const [which, setWhich] = useState<string | null>(null);
  const send = () =>
    void verb.run(async () => {
      const path = { case_id: caseId, reintegration_id: row.id };
      const body = {
        at: at ? `${at}:00+06:00` : null,
        words: words.trim() || null,
        stays: which && which !== NONE ? [which] : stays,
        none_of_them: which === NONE,
      };
      try {
        await casesHandOver({ path, body });
      } catch (error) {
        setStays(stillThere(error));
        setMaybe(maybeThere(error));
        setWhich(null);
        onAgainst(spokenAgainst(error));
        throw error;
      }
      onDone();
    });
  return (
    <Form
      title={say.t("console.home.hand_over")}
      does={say.t(stays.length > 0 ? "console.home.hand_over_ending" : "console.home.hand_over")}
      busy={verb.busy}
      lacks={at === null || (maybe.length > 0 && which === null)}
      refused={verb.refused}
      onSend={send}
      onLeave={onDone}
    >
      <DateField
        wide
        of="moment"
        name={say.t("console.case.when")}
        value={at ?? ""}
        onSay={setAt}
      />
      <Words name={say.t("console.home.hand_over_words")} value={words} onText={setWords} />
      {maybe.length > 0 && (
        <div className="whole">
          <p className="small">{say.t("console.home.which_stay")}</p>
          <Chips
            label={say.t("console.home.which_stay")}
            choices={[
              ...maybe.map((one) => ({ code: one.stay, label: stayText(one, say) })),
              { code: NONE, label: say.t("console.home.no_stay") },
            ]}
            chosen={which ? [which] : []}
            onChange={([picked]) => setWhich(picked ?? null)}
          />
        </div>
      )}
    </Form>
  );
}

/** The stays that must end, as a refusal names them. */
export function stillThere(error: unknown): string[] {
  const stays = error instanceof Problem ? error.facts.stays : null;
  return Array.isArray(stays) ? stays.map(String) : [];
}

type Stay = { stay: string; centre: { bn: string; en: string }; arrived_at: string | null };

function stayText(one: Stay, say: Say): string {
  const centre = say.words(one.centre);
  return one.arrived_at
    ? say.t("console.home.stay_since", { centre, day: say.day(one.arrived_at) })
    : centre;
}

/** The stays of the ticket of which nobody wrote down whose they are. */
export function maybeThere(error: unknown): Stay[] {
  const maybe = error instanceof Problem ? error.facts.maybe : null;
  return Array.isArray(maybe) ? (maybe as Stay[]) : [];
}

/** The conditions that do not hold by the child's record, whatever was answered. */
export function spokenAgainst(error: unknown): string[] {
  const missing = error instanceof Problem ? error.facts.missing : null;
  if (!Array.isArray(missing)) return [];
  return (missing as { condition: string; against_record?: boolean }[])
    .filter((one) => one.against_record)
    .map((one) => one.condition);
}

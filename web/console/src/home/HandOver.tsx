/** The child is handed over; where it stays in a centre, that this stay ends is pressed once more, knowingly. */
import { casesHandOver, Problem } from "@helpline/shared/api";
import type { ReintegrationRow } from "@helpline/shared/types";
import { useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { refusalText } from "../cases/refusal.ts";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { useSay } from "../say/useSay.ts";
import { Form } from "./Form.tsx";

type Props = { caseId: string; row: ReintegrationRow; onDone: () => void };

export function HandOver({ caseId, row, onDone }: Props) {
  const say = useSay();
  const verb = useVerb(refusalText);
  const [at, setAt] = useState<string | null>("");
  const [words, setWords] = useState("");
  const [stays, setStays] = useState<string[]>([]);
  const send = () =>
    void verb.run(async () => {
      const path = { case_id: caseId, reintegration_id: row.id };
      const body = { at: at ? `${at}:00+06:00` : null, words: words.trim() || null, stays };
      try {
        await casesHandOver({ path, body });
      } catch (error) {
        setStays(stillThere(error));
        throw error;
      }
      onDone();
    });
  return (
    <Form
      title={say.t("console.home.hand_over")}
      does={say.t(stays.length > 0 ? "console.home.hand_over_ending" : "console.home.hand_over")}
      busy={verb.busy}
      lacks={at === null}
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
    </Form>
  );
}

/** The stays that must end, as a refusal names them. */
export function stillThere(error: unknown): string[] {
  const stays = error instanceof Problem ? error.facts.stays : null;
  return Array.isArray(stays) ? stays.map(String) : [];
}

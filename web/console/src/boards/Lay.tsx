/** Lays a case before a meeting, by its number alone, or another matter in words. */
import type { NewItem } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { boardRefusal } from "./refusal.ts";
import { lay, QUESTIONS } from "./verbs.ts";

export function Lay({ id, holds }: { id: string; holds: boolean }) {
  const say = useSay();
  const verb = useVerb(boardRefusal);
  const kept = useQueryClient();
  const [number, setNumber] = useState("");
  const [question, setQuestion] = useState<string>(QUESTIONS[0]);
  const [words, setWords] = useState("");
  const send = async (event: FormEvent, body: NewItem) => {
    event.preventDefault();
    if (!(body.case || body.words) || !(await verb.run(() => lay(id, body)))) return;
    setNumber("");
    setWords("");
    await kept.invalidateQueries({ queryKey: ["meeting", id] });
  };
  return (
    <section aria-label={say.t("console.committees.lay")}>
      <h2 className="group">
        <b>{say.t("console.committees.lay")}</b>
      </h2>
      <p className="small mute">{say.t("console.committees.lay_note")}</p>
      <form
        className="book pad"
        onSubmit={(event) => void send(event, { case: number.trim(), question })}
      >
        <Labelled name={say.t("console.committees.case_number")}>
          <input
            className="field"
            value={number}
            maxLength={40}
            placeholder="C-26-000123"
            onChange={(event) => setNumber(event.target.value)}
          />
        </Labelled>
        <Labelled name={say.t("console.committees.question")} wide>
          <select
            className="field"
            value={question}
            onChange={(event) => setQuestion(event.target.value)}
          >
            {QUESTIONS.map((code) => (
              <option key={code} value={code}>
                {say.word("board_question", code)}
              </option>
            ))}
          </select>
        </Labelled>
        <div className="row">
          <button
            type="submit"
            className="btn primary slim"
            aria-disabled={verb.busy || !number.trim()}
          >
            <Icon name="check" />
            {say.t("console.committees.lay_case")}
          </button>
        </div>
      </form>
      {holds && (
        <form className="book pad" onSubmit={(event) => void send(event, { words: words.trim() })}>
          <Labelled name={say.t("console.committees.matter")} wide>
            <input
              className="field"
              value={words}
              maxLength={900}
              onChange={(event) => setWords(event.target.value)}
            />
          </Labelled>
          <div className="row">
            <button type="submit" className="btn slim" aria-disabled={verb.busy || !words.trim()}>
              {say.t("console.committees.lay_matter")}
            </button>
          </div>
        </form>
      )}
      <Refused text={verb.refused} />
    </section>
  );
}

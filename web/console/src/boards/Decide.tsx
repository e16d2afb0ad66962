/** Writes down what a held meeting decided: in words, who sees to it, by which day. */
import type { MeetingFile } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { boardRefusal } from "./refusal.ts";
import { committeeQuery, decide } from "./verbs.ts";

export function Decide({ file: { meeting, committee, items } }: { file: MeetingFile }) {
  const say = useSay();
  const verb = useVerb(boardRefusal);
  const kept = useQueryClient();
  const { data } = useQuery(committeeQuery(committee.id));
  const seats = data?.seats.filter((one) => !one.ended) ?? [];
  const [words, setWords] = useState("");
  const [seat, setSeat] = useState("");
  const [item, setItem] = useState("");
  const [due, setDue] = useState<string | null>("");
  const ready = words.trim() !== "" && seat !== "" && Boolean(due);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || !due) return;
    const body = {
      words: words.trim(),
      due_on: due,
      owner_seat: seat,
      item: item || null,
    };
    if (!(await verb.run(() => decide(meeting.id, body)))) return;
    setWords("");
    setItem("");
    await kept.invalidateQueries({ queryKey: ["meeting", meeting.id] });
  };
  return (
    <form className="book pad" onSubmit={(event) => void send(event)}>
      <Labelled name={say.t("console.committees.decision")} wide>
        <input
          className="field"
          value={words}
          maxLength={900}
          onChange={(event) => setWords(event.target.value)}
        />
      </Labelled>
      <Labelled name={say.t("console.committees.owner")}>
        <select className="field" value={seat} onChange={(event) => setSeat(event.target.value)}>
          <option value="">{say.t("console.committees.choose")}</option>
          {seats.map((one) => (
            <option key={one.id} value={one.id}>
              {say.words(one.title)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled name={say.t("console.committees.point")}>
        <select className="field" value={item} onChange={(event) => setItem(event.target.value)}>
          <option value="">{say.t("console.committees.no_point")}</option>
          {items.map((one) => (
            <option key={one.id} value={one.id}>
              {say.n(one.no)}
            </option>
          ))}
        </select>
      </Labelled>
      <DateField name={say.t("console.committees.due")} value={due ?? ""} onSay={setDue} />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !ready}>
          <Icon name="check" />
          {say.t("console.committees.decide")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

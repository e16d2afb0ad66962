/** Somebody has passed the course elsewhere, or before it was kept here. */
import type { WhoLearns } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { DateField } from "../dates/DateField.tsx";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { dayOf } from "../sessions/slots.ts";
import { LearnerPick } from "./LearnerPick.tsx";
import { note, useTrainingVerb } from "./verbs.ts";

export function NotePassed({ id }: { id: string }) {
  const say = useSay();
  const verb = useTrainingVerb();
  const today = dayOf(useNow());
  const [who, setWho] = useState<WhoLearns | null>(null);
  const [on, setOn] = useState<string | null>("");
  const [round, setRound] = useState(0);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!who || !on || !(await verb.run(() => note(id, { holder: who, got_on: on })))) return;
    setWho(null);
    setRound(round + 1);
  };
  return (
    <form
      className="book pad"
      aria-label={say.t("console.training.note_passed")}
      onSubmit={(event) => void send(event)}
    >
      <p className="small mute">{say.t("console.training.note_passed_note")}</p>
      <LearnerPick key={round} onPick={setWho} />
      <DateField
        name={say.t("console.training.day_passed")}
        value={on ?? ""}
        max={today}
        onSay={setOn}
      />
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !who || !on}>
          {say.t("console.training.note_passed")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

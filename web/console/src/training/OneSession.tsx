/** Who takes part in a session: enrolled and struck while it is planned, with results once it is over. */
import type { ParticipantRow, TrainingFile, WhoLearns } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { Why } from "../parts/Why.tsx";
import { useSay } from "../say/useSay.ts";
import { outcomeOf, WHY_CALLED_OFF } from "./codes.ts";
import { LearnerPick } from "./LearnerPick.tsx";
import { Results } from "./Results.tsx";
import { callOff, enrol, sessionQuery, strike, useTrainingVerb } from "./verbs.ts";

export function OneSession({ id, keeps }: { id: string; keeps: boolean }) {
  const say = useSay();
  const { data } = useQuery(sessionQuery(id));
  if (!data) return null;
  const planned = data.training.state === "planned";
  return (
    <>
      {data.people.length === 0 && <p className="small mute">{say.t("console.training.nobody")}</p>}
      {planned && keeps ? <Planned file={data} /> : <People people={data.people} />}
    </>
  );
}

function People({ people }: { people: ParticipantRow[] }) {
  const say = useSay();
  return (
    <ul className="file-list">
      {people.map((one) => (
        <li key={one.holder.id} className="row">
          <span className="grow">
            {say.words(one.holder.name) || say.t("console.training.nobody_known")}
          </span>
          <Badge hue={outcomeOf(one) === "passed" ? "safe" : "none"}>
            {say.word("training_outcome", outcomeOf(one))}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

function Planned({ file: { training, people } }: { file: TrainingFile }) {
  const say = useSay();
  const verb = useTrainingVerb();
  const over = Date.parse(training.ends_at) <= useNow();
  const full = training.seats !== null && people.length >= training.seats;
  const at = `${say.day(training.ends_at)}, ${say.clock(training.ends_at)}`;
  const who = (
    <>
      <Struck id={training.id} people={people} />
      {full ? (
        <p className="small">{say.t("console.problem.training_is_full")}</p>
      ) : (
        <Enrol id={training.id} />
      )}
      <Why
        name={say.t("console.training.call_off")}
        codes={WHY_CALLED_OFF}
        family="why_no_training"
        busy={verb.busy}
        onPick={(reason) => void verb.run(() => callOff(training.id, reason))}
      />
      <Refused text={verb.refused} />
    </>
  );
  if (!over) {
    return (
      <>
        <p className="small mute">{say.t("console.training.results_later", { at })}</p>
        {who}
      </>
    );
  }
  return (
    <>
      <Results id={training.id} people={people} />
      <details className="why">
        <summary>{say.t("console.training.change_people")}</summary>
        {who}
      </details>
    </>
  );
}

/** Who is enrolled, each with the way out again. */
function Struck({ id, people }: { id: string; people: ParticipantRow[] }) {
  const say = useSay();
  const verb = useTrainingVerb();
  return (
    <>
      <ul className="file-list">
        {people.map(({ holder }) => {
          const name = say.words(holder.name) || say.t("console.training.nobody_known");
          const who: WhoLearns = { kind: holder.kind, id: holder.id };
          return (
            <li key={holder.id} className="row">
              <span className="grow">{name}</span>
              <span className="small mute">{say.word("learner", holder.kind)}</span>
              <button
                type="button"
                className="btn quiet slim"
                aria-disabled={verb.busy}
                aria-label={say.t("console.training.strike_who", { name })}
                onClick={() => void verb.run(() => strike(id, who))}
              >
                {say.t("console.training.strike")}
              </button>
            </li>
          );
        })}
      </ul>
      <Refused text={verb.refused} />
    </>
  );
}

function Enrol({ id }: { id: string }) {
  const say = useSay();
  const verb = useTrainingVerb();
  const [who, setWho] = useState<WhoLearns | null>(null);
  const [round, setRound] = useState(0);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!who || !(await verb.run(() => enrol(id, who)))) return;
    setWho(null);
    setRound(round + 1);
  };
  return (
    <form
      className="book"
      aria-label={say.t("console.training.enrol")}
      onSubmit={(event) => void send(event)}
    >
      <LearnerPick key={round} onPick={setWho} />
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !who}>
          {say.t("console.training.enrol")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

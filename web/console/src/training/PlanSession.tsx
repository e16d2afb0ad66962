/** The course is to be held: from when to when, where, for how many. */
import { type FormEvent, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { DateField } from "../dates/DateField.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { WholeField } from "../parts/WholeField.tsx";
import { whole } from "../parts/whole.ts";
import { useSay } from "../say/useSay.ts";
import { plan, useTrainingVerb } from "./verbs.ts";

const MOST_SEATS = 2000;
const EMPTY = { begins: "", ends: "", venue: "", seats: "" };

export function PlanSession({ id }: { id: string }) {
  const say = useSay();
  const verb = useTrainingVerb();
  const [typed, setTyped] = useState(EMPTY);
  const [place, setPlace] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const { begins, ends, venue } = typed;
  const seats = whole(typed.seats, 1, MOST_SEATS);
  const wrong = begins !== "" && ends !== "" && ends <= begins;
  const ready = begins !== "" && ends !== "" && !wrong && seats !== "unfit";
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const body = {
      starts_at: `${begins}:00+06:00`,
      ends_at: `${ends}:00+06:00`,
      place,
      venue: venue.trim() || null,
      seats,
    };
    if (!(await verb.run(() => plan(id, body)))) return;
    setTyped(EMPTY);
    setPlace(null);
    setRound(round + 1);
  };
  return (
    <section aria-label={say.t("console.training.plan")}>
      <h2 className="group">
        <b>{say.t("console.training.plan")}</b>
      </h2>
      <form className="book pad" onSubmit={(event) => void send(event)}>
        {(["begins", "ends"] as const).map((name) => (
          <DateField
            key={`${name} ${round}`}
            name={say.t(`console.forecast.${name}`)}
            of="moment"
            wide
            value={typed[name]}
            onSay={(moment) => setTyped((before) => ({ ...before, [name]: moment ?? "" }))}
          />
        ))}
        {wrong && (
          <p className="small field-note" role="status">
            {say.t("console.span.wrong")}
          </p>
        )}
        <PlaceField key={round} label={say.t("console.training.place")} onPick={setPlace} />
        <Labelled name={say.t("console.training.venue")} wide>
          <input
            className="field"
            maxLength={200}
            autoComplete="off"
            value={venue}
            onChange={({ target }) => setTyped({ ...typed, venue: target.value })}
          />
        </Labelled>
        <WholeField
          name={say.t("console.training.seats")}
          least={1}
          most={MOST_SEATS}
          value={typed.seats}
          onText={(text) => setTyped({ ...typed, seats: text })}
        />
        <div className="row">
          <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !ready}>
            <Icon name="check" />
            {say.t("console.training.plan_it")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </section>
  );
}

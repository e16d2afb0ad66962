/** What came of a session, for all who took part in one form; who is not marked stays unknown, which is no pass. */
import type { ParticipantRow } from "@helpline/shared/types";
import { useState } from "react";
import { Options } from "../children/Options.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { TwiceButton } from "../parts/TwiceButton.tsx";
import { useSay } from "../say/useSay.ts";
import { OUTCOMES, type Outcome, resultsOf } from "./codes.ts";
import { hold, useTrainingVerb } from "./verbs.ts";

export function Results({ id, people }: { id: string; people: ParticipantRow[] }) {
  const say = useSay();
  const verb = useTrainingVerb();
  const [said, setSaid] = useState<Record<string, Outcome>>({});
  const open = people.filter(({ holder }) => (said[holder.id] ?? "unknown") === "unknown");
  const restPassed = () =>
    setSaid({ ...said, ...Object.fromEntries(open.map(({ holder }) => [holder.id, "passed"])) });
  return (
    <form
      aria-label={say.t("console.training.results")}
      onSubmit={(event) => event.preventDefault()}
    >
      <p className="small mute">{say.t("console.training.results_note")}</p>
      <div className="book">
        {people.map(({ holder }) => (
          <Labelled
            key={holder.id}
            name={say.words(holder.name) || say.t("console.training.nobody_known")}
            wide
          >
            <Options
              value={said[holder.id] ?? "unknown"}
              codes={OUTCOMES}
              family="training_outcome"
              onPick={(outcome) => setSaid({ ...said, [holder.id]: outcome })}
            />
          </Labelled>
        ))}
      </div>
      <div className="row asked-verbs">
        <TwiceButton
          name={say.t("console.training.held")}
          busy={verb.busy}
          primary
          onDo={() => void verb.run(() => hold(id, resultsOf(people, said)))}
        />
        {open.length > 0 && (
          <button type="button" className="btn slim" onClick={restPassed}>
            {say.t("console.training.rest_passed", { n: open.length })}
          </button>
        )}
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

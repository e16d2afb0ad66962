/** Asks somebody else of the same areas to take a shift that has not begun. */
import type { Answering, RosterWeek, ShiftRow } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useRosterChanged } from "./useWeek.ts";
import { askSwap } from "./verbs.ts";

export function AskSwap({ shift, week }: { shift: ShiftRow; week: RosterWeek }) {
  const say = useSay();
  const verb = useVerb();
  const changed = useRosterChanged();
  const begun = Date.parse(shift.starts_at) <= useNow();
  const others = colleagues(week, shift.worker_id);
  const [to, setTo] = useState("");
  if (begun || others.length === 0) return null;
  const ask = async () => {
    if (to && (await verb.run(() => askSwap(shift.id, to)))) changed();
  };
  return (
    <div className="book">
      <Labelled name={say.t("console.roster.ask_whom")} wide>
        <select className="field" value={to} onChange={(event) => setTo(event.target.value)}>
          <option value="">–</option>
          {others.map((one) => (
            <option key={one.worker_id} value={one.worker_id}>
              {say.words(one.name)} ({one.code})
            </option>
          ))}
        </select>
      </Labelled>
      <div>
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy || !to}
          onClick={() => void ask()}
        >
          <Icon name="xfer" />
          {say.t("console.roster.ask")}
        </button>
        <Refused text={verb.refused} />
      </div>
    </div>
  );
}

/** Whoever answers for an area with this person, each once. */
function colleagues(week: RosterWeek, worker: string): Answering[] {
  const found = new Map<string, Answering>();
  for (const { people } of week.areas) {
    if (!people.some((one) => one.worker_id === worker)) continue;
    for (const one of people) if (one.worker_id !== worker) found.set(one.worker_id, one);
  }
  return [...found.values()];
}

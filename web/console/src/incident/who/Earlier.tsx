/** Earlier calls from the same number, as its call or the ring told them; a number is a phone, not a person. */
import type { CallRow } from "@helpline/shared/types";
import { useLine } from "../../live/client.ts";
import { useNow } from "../../live/useNow.ts";
import { useSay } from "../../say/useSay.ts";
import { useLabels } from "../useCategories.ts";
import { earlierOf, timesOf } from "./told.ts";

type Props = { incidentId: string; call: CallRow | null };

export function Earlier({ incidentId, call }: Props) {
  const say = useSay();
  const now = useNow();
  const labelOf = useLabels();
  const offer = useLine(({ offers }) => offers[incidentId]);
  const earlier = earlierOf(call, offer);
  const times = timesOf(call, offer);
  if (!earlier) return null;
  return (
    <div className="blk">
      <h2>
        {say.t("console.who.earlier")}
        {earlier.length > 0 && <b className="end num">{say.n(earlier.length)}</b>}
      </h2>
      {earlier.length === 0 && <p className="small">{say.t("console.who.first_call")}</p>}
      {times && times.ever > 1 && (
        <p className="small mute">
          {say.t("console.ring.times", { day: times.day, ever: times.ever })}
        </p>
      )}
      <ul className="small">
        {earlier.map((report) => (
          <li key={report.number + report.at}>
            <span className="num mute">{say.dayOrClock(report.at, now)}</span>
            <span>
              {report.categories.map(labelOf).join(", ")}{" "}
              <span className="num">{say.n(report.number)}</span>
              {" · "}
              {say.word("incident_state", report.state)}
              {report.counsellor && ` · ${say.words(report.counsellor)}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

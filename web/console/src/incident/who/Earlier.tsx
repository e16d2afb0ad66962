/** Earlier calls from the same number, as the ring told them; a number is a phone, not a person. */
import { useLine } from "../../live/client.ts";
import { useNow } from "../../live/useNow.ts";
import { useSay } from "../../say/useSay.ts";
import { useLabels } from "../useCategories.ts";

export function Earlier({ incidentId }: { incidentId: string }) {
  const say = useSay();
  const now = useNow();
  const labelOf = useLabels();
  const offer = useLine(({ offers }) => offers[incidentId]);
  if (!offer) return null;
  return (
    <div className="blk">
      <h2>
        {say.t("console.who.earlier")}
        {offer.earlier.length > 0 && <b className="end num">{say.n(offer.earlier.length)}</b>}
      </h2>
      {offer.earlier.length === 0 && <p className="small">{say.t("console.who.first_call")}</p>}
      <ul className="small">
        {offer.earlier.map((report) => (
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

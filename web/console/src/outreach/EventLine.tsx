/** One event: what, where, for whom, how many it reached, and what may be said of it now. */
import type { LoggedOutreach, OutreachRow } from "@helpline/shared/types";
import { useState } from "react";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { spanText } from "../parts/span.ts";
import { Badge } from "../parts/status.tsx";
import { Why } from "../parts/Why.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { Count } from "./Count.tsx";
import { callOff, useOutreachVerb, WHY_CALLED_OFF } from "./verbs.ts";

const HUE = { planned: "info", held: "safe", called_off: "none" } as const;

export function EventLine({ row }: { row: LoggedOutreach }) {
  const say = useSay();
  return (
    <div className="asked-line">
      <p className="row service-name">
        <b>{say.words(row.name)}</b>
        <Badge hue="info">{say.word("outreach_kind", row.kind)}</Badge>
        {row.state !== "planned" && (
          <Badge hue={HUE[row.state]}>{say.word("outreach_state", row.state)}</Badge>
        )}
        {row.reason && <span className="small">{say.word("why_no_outreach", row.reason)}</span>}
      </p>
      <p className="row small service-facts">
        <span>{spanText(row, say)}</span>
        <span>{row.place ? say.words(row.place.name) : say.t("console.committees.country")}</span>
        <span>{row.audience.map((code) => say.word("outreach_for", code)).join(", ")}</span>
        {row.organisation && <span>{say.words(row.organisation)}</span>}
      </p>
      <p className="row small service-facts">
        <span>{reachText(row, say)}</span>
        {row.counts.map(({ who, people }) => (
          <span key={who} className="mute">
            {people === null
              ? say.t("console.outreach.came", { who: say.word("reached", who) })
              : say.t("console.outreach.of_whom", { who: say.word("reached", who), n: people })}
          </span>
        ))}
      </p>
      {row.note && <p className="small">{row.note}</p>}
      {row.keeps && <Verbs row={row} />}
    </div>
  );
}

/** What nobody counted has no number, also where others were counted. */
export function reachText(
  { state, reached, uncounted, expected }: OutreachRow,
  say: Pick<Say, "t">,
): string {
  if (state === "planned" || state === "called_off")
    return expected === null
      ? say.t("console.outreach.expected_unknown")
      : say.t("console.forecast.expected_n", { n: expected });
  if (reached === null) return say.t("console.forecast.reach_unknown");
  return say.t(
    uncounted.length > 0 ? "console.outreach.reached_more" : "console.forecast.reached_n",
    {
      n: reached,
    },
  );
}

function Verbs({ row }: { row: LoggedOutreach }) {
  const say = useSay();
  const verb = useOutreachVerb();
  const [counts, setCounts] = useState(false);
  const begun = Date.parse(row.starts_at) <= useNow();
  const about = say.words(row.name);
  if (row.state === "called_off") return null;
  if (counts) return <Count row={row} onLeave={() => setCounts(false)} />;
  const word = row.state === "planned" ? "console.outreach.hold" : "console.outreach.count";
  return (
    <>
      <div className="row asked-verbs">
        {(begun || row.state === "held") && (
          <button
            type="button"
            className="btn slim"
            aria-label={say.t("console.why.about", { verb: say.t(word), about })}
            onClick={() => setCounts(true)}
          >
            {say.t(word)}
          </button>
        )}
        {row.state === "planned" && (
          <Why
            name={say.t("console.outreach.call_off")}
            about={about}
            codes={WHY_CALLED_OFF}
            family="why_no_outreach"
            busy={verb.busy}
            onPick={(reason) => void verb.run(() => callOff(row.id, reason))}
          />
        )}
      </div>
      <Refused text={verb.refused} />
    </>
  );
}

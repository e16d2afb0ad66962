/** Decisions with their owner and day; who may answers that one is done, or that it is dropped and why. */
import type { DecisionRow } from "@helpline/shared/types";
import { useState } from "react";
import { useTwice } from "../keys/useTwice.ts";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { dayOf } from "../sessions/slots.ts";
import { Drop } from "./Drop.tsx";
import { done, noon, useBoardVerb } from "./verbs.ts";

/** Of reminder, owner, chair and national: from the second on somebody has heard that it is late. */
const LATE_FROM = 2;

export function Decisions({ decisions }: { decisions: DecisionRow[] }) {
  const say = useSay();
  return (
    <section aria-label={say.t("console.committees.decisions")}>
      <h2 className="group">
        <b>{say.t("console.committees.decisions")}</b>
      </h2>
      {decisions.length === 0 && (
        <p className="pad mute">{say.t("console.committees.no_decisions")}</p>
      )}
      <ul className="service-list">
        {decisions.map((row) => (
          <li key={row.id}>
            <div className="asked-line">
              <Decision row={row} />
              {row.state === "open" && <Answers row={row} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Decision({ row }: { row: DecisionRow }) {
  const say = useSay();
  const late = row.state === "open" && row.told_level >= LATE_FROM;
  return (
    <div className="service">
      <p>
        <b>{say.n(row.no)}.</b> {row.words}
      </p>
      <p className="row small service-facts">
        <span>{say.words(row.owner.name)}</span>
        <span>{say.t("console.committees.due_on", { on: say.day(noon(row.due_on)) })}</span>
        {late ? (
          <StateWord hue="overdue" icon="late">
            {say.t("console.committees.is_late")}
          </StateWord>
        ) : (
          <Badge hue={row.state === "done" ? "safe" : "none"}>
            {say.word("decision_state", row.state)}
          </Badge>
        )}
        {row.was_late && <Badge hue="waiting">{say.t("console.committees.was_late")}</Badge>}
        {row.end_reason && <span>{say.word("why_dropped", row.end_reason)}</span>}
      </p>
      {row.end_words && <p className="small">{row.end_words}</p>}
    </div>
  );
}

/** Who may answers that it is done, or, who holds meetings, that nobody sees to it any more. */
function Answers({ row }: { row: DecisionRow }) {
  const say = useSay();
  const verb = useBoardVerb();
  const may = useMe()?.permissions ?? [];
  const answers = may.includes("decisions.answer");
  const drops = may.includes("committees.hold");
  const [open, setOpen] = useState(false);
  const today = dayOf(useNow());
  const twice = useTwice(() => void verb.run(() => done(row.id, { done_on: today })));
  if (!answers && !drops) return null;
  if (open) return <Drop row={row} verb={verb} onLeave={() => setOpen(false)} />;
  return (
    <>
      <div className="row asked-verbs">
        {answers && (
          <button
            type="button"
            className={twice.armed ? "btn primary slim" : "btn slim"}
            aria-disabled={verb.busy}
            onClick={twice.press}
          >
            {say.t(twice.armed ? "console.committees.done_again" : "console.committees.done")}
          </button>
        )}
        {drops && (
          <button
            type="button"
            className="btn quiet slim"
            aria-label={say.t("console.committees.drop_no", { n: row.no })}
            onClick={() => setOpen(true)}
          >
            {say.t("console.committees.drop")}
          </button>
        )}
      </div>
      <Refused text={verb.refused} />
    </>
  );
}

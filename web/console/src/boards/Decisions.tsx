/** Decisions with their owner and day; who may answers that one is done. */
import type { DecisionRow } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { useVerb } from "../incident/useVerb.ts";
import { useTwice } from "../keys/useTwice.ts";
import { Refused } from "../parts/Refused.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { boardRefusal } from "./refusal.ts";
import { done, noon } from "./verbs.ts";

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
            <Decision row={row} />
            {row.state === "open" && <Done row={row} />}
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
      </p>
    </div>
  );
}

function Done({ row }: { row: DecisionRow }) {
  const say = useSay();
  const verb = useVerb(boardRefusal);
  const kept = useQueryClient();
  const answers = useMe()?.permissions.includes("decisions.answer") ?? false;
  const press = async () => {
    const today = new Date(Date.now() + 6 * 3_600_000).toISOString().slice(0, 10);
    if (await verb.run(() => done(row.id, { done_on: today })))
      await Promise.all([
        kept.invalidateQueries({ queryKey: ["committee"] }),
        kept.invalidateQueries({ queryKey: ["meeting"] }),
      ]);
  };
  const twice = useTwice(() => void press());
  if (!answers) return null;
  return (
    <div className="service-end">
      <button
        type="button"
        className={twice.armed ? "btn primary slim" : "btn slim"}
        aria-disabled={verb.busy}
        onClick={twice.press}
      >
        {say.t(twice.armed ? "console.committees.done_again" : "console.committees.done")}
      </button>
      <Refused text={verb.refused} />
    </div>
  );
}

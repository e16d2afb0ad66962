/** Counsellors who ask for help in a call, the first one first; a supervisor says that he or she sees to it. */
import type { HelpRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useVerb } from "../incident/useVerb.ts";
import { useMine } from "../live/useMine.ts";
import { answerHelp, listenIn } from "../parties/verbs.ts";
import { Elapsed } from "../parts/Countdown.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

/** Absent while nobody asks. */
export function Help({ rows }: { rows: HelpRow[] }) {
  const say = useSay();
  if (rows.length === 0) return null;
  const first = [...rows].sort((a, b) => a.asked_at.localeCompare(b.asked_at));
  return (
    <section aria-label={say.t("console.help.title")}>
      <h2 className="group">
        <b>{say.t("console.help.title")}</b>
        <span className="num">{say.n(rows.length)}</span>
      </h2>
      <ul>
        {first.map((row) => (
          <Line key={row.call_id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row }: { row: HelpRow }) {
  const say = useSay();
  const verb = useVerb();
  const there = useMine().joined.some(({ id }) => id === row.call_id);
  return (
    <li className="notice st waiting help-line">
      <p className="row">
        <Icon name="hand" />
        <b>{say.words(row.by.name)}</b>
        {row.urgency && <UrgencyBadge urgency={row.urgency} />}
        <Link to="/incidents/$id" params={{ id: row.incident_id }} className="num quiet-link">
          {say.n(row.number)}
        </Link>
        <span className="end">
          <Elapsed since={row.asked_at} />
        </span>
      </p>
      <p className="row help-verbs">
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => answerHelp(row.call_id))}
        >
          <Icon name="check" />
          {say.t("console.help.answer")}
        </button>
        {!there && (
          <button
            type="button"
            className="btn quiet slim"
            aria-disabled={verb.busy}
            onClick={() => void verb.run(() => listenIn(row.call_id, "listen"))}
          >
            <Icon name="ear" />
            {say.t("console.listen.verb_listen")}
          </button>
        )}
      </p>
      <Refused text={verb.refused} />
    </li>
  );
}

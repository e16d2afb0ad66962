/** Children to whom nobody can be sent: the most urgent first, until somebody is or need not be. */
import type { UnmetRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { toldWords, UnmetVerbs, whyWords } from "../incident/do/Unmet.tsx";
import { Elapsed } from "../parts/Countdown.tsx";
import { Icon } from "../parts/Icon.tsx";
import { UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

/** Absent while everybody who was wished for could be asked. */
export function Unmet({ rows }: { rows: UnmetRow[] }) {
  const say = useSay();
  if (rows.length === 0) return null;
  return (
    <section aria-label={say.t("console.unmet.title")} className="unmet">
      <ul>
        {[...rows].sort(byPressing).map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

/** Nobody in charge before somebody in charge, P1 first, then how long. */
function byPressing(a: UnmetRow, b: UnmetRow): number {
  return (
    Number(a.in_charge !== null) - Number(b.in_charge !== null) ||
    a.urgency.localeCompare(b.urgency) ||
    a.wished_at.localeCompare(b.wished_at)
  );
}

function Line({ row }: { row: UnmetRow }) {
  const say = useSay();
  return (
    <li className={`notice st ${row.in_charge ? "waiting" : "overdue"} alarm-line`}>
      <div className="row" role="status">
        <Icon name={row.in_charge ? "hand" : "late"} />
        <b>{say.t("console.unmet.title")}</b>
        <UrgencyBadge urgency={row.urgency} />
        <Link to="/incidents/$id" params={{ id: row.incident_id }} className="num quiet-link">
          {say.n(row.number)}
        </Link>
        {row.agency && <span>{say.t(`agency.${row.agency}`)}</span>}
        {row.place && <span className="mute">{say.words(row.place.name)}</span>}
        <span className="end">
          <Elapsed since={row.wished_at} />
        </span>
      </div>
      <p className="small">
        {whyWords(row, say)}. {toldWords(row, say)}
      </p>
      <UnmetVerbs row={row} />
    </li>
  );
}

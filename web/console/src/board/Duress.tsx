/** Workers who call for help unseen, the first one first; only who may see it gets these rows, and nobody here rings them. */
import type { DuressOutcome, DuressRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { closeDuress, takeDuress } from "../incident/verbs.ts";
import { Elapsed } from "../parts/Countdown.tsx";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

const OUTCOMES: readonly DuressOutcome[] = ["worker_safe", "handed_to_police", "mistake", "other"];

/** Absent while nobody is in danger. */
export function Duress({ rows }: { rows: DuressRow[] }) {
  const say = useSay();
  if (rows.length === 0) return null;
  const first = [...rows].sort((a, b) => a.raised_at.localeCompare(b.raised_at));
  return (
    <section aria-label={say.t("console.duress.title")} className="duress">
      <ul>
        {first.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row }: { row: DuressRow }) {
  const say = useSay();
  return (
    <li className="notice st danger alarm-line">
      <p role="alert" className="sr-only">
        {say.t("console.duress.title")}: {say.words(row.worker)}. {saidWords(row, say)}
      </p>
      <div className="row">
        <Icon name="warn" />
        <b>
          {say.t("console.duress.title")}: {say.words(row.worker)}
        </b>
        <UrgencyBadge urgency={row.urgency} />
        <Link to="/incidents/$id" params={{ id: row.incident_id }} className="num quiet-link">
          {say.n(row.number)}
        </Link>
        <span className="mute small num">{say.t("console.do.task", { no: row.task_no })}</span>
        <span className="end">
          <Elapsed since={row.raised_at} />
        </span>
      </div>
      <p className="small">
        {say.t("console.duress.quiet")} {saidWords(row, say)}
      </p>
      <p className="small">
        {say.word("dispatch", row.state)}
        {row.place &&
          ` · ${say.t("console.duress.task_place", { place: say.words(row.place.name) })}`}
        {` · ${pointWords(row, say)}`}
      </p>
      <Verbs row={row} />
    </li>
  );
}

type Say = ReturnType<typeof useSay>;

function saidWords(row: DuressRow, say: Say): string {
  const time = say.clock(row.said_at);
  return row.times > 1
    ? say.t("console.duress.times", { n: row.times, time })
    : say.t("console.duress.said", { time });
}

function pointWords({ point }: DuressRow, say: Say): string {
  if (!point) return say.t("console.duress.no_point");
  const place = point.basis
    ? say.word("distance_basis", point.basis.replace(/[^a-z]+/g, "_").replace(/_$/, ""))
    : "";
  const basis = [place, point.at ? say.clock(point.at) : ""].filter(Boolean).join(", ");
  return say.t("console.duress.point", {
    basis,
    point: say.n(`${point.lat.toFixed(4)}, ${point.lon.toFixed(4)}`),
  });
}

function Verbs({ row }: { row: DuressRow }) {
  const say = useSay();
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  const close = (outcome: DuressOutcome) => void verb.run(() => closeDuress(row.id, outcome));
  if (asking) {
    return (
      <OneOf
        title={say.t("console.duress.how")}
        codes={OUTCOMES}
        family="duress_outcome"
        onPick={close}
        onLeave={() => setAsking(false)}
      />
    );
  }
  return (
    <div className="row">
      {row.taken_by ? (
        <span>{say.t("console.duress.taken", { name: say.words(row.taken_by) })}</span>
      ) : (
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => takeDuress(row.id))}
        >
          <Icon name="hand" />
          {say.t("console.duress.take")}
        </button>
      )}
      <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
        <Icon name="check" />
        {say.t("console.duress.close")}
      </button>
      <Refused text={verb.refused} />
    </div>
  );
}

/** Incidents on whose clock something is late, the longest first; a link leads to each. */
import type { LateRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { Elapsed } from "../parts/Countdown.tsx";
import { StateWord, UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

export function LateClocks({ rows }: { rows: LateRow[] }) {
  const say = useSay();
  const title = say.t("console.board.late_clock");
  const shown = rows.filter(isOurs);
  const sorted = [...shown].sort((a, b) => since(a).localeCompare(since(b)));
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
        {shown.length > 0 && <b className="end num">{say.n(shown.length)}</b>}
      </h2>
      {shown.length === 0 && (
        <p className="blk mute small">{say.t("console.board.nothing_late")}</p>
      )}
      <ul className="session-list">
        {sorted.map((row) => (
          <li key={row.incident_id}>
            <div className="row session-about">
              {row.urgency && <UrgencyBadge urgency={row.urgency} />}
              <Link className="grow" to="/incidents/$id" params={{ id: row.incident_id }}>
                {say.n(row.number)}
              </Link>
              <StateWord hue="overdue" icon="late">
                {word(row, say)}
              </StateWord>
              {since(row) && <Elapsed since={since(row)} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A call that only waits to be answered stands among those who wait, with its score. */
function isOurs(row: LateRow): boolean {
  if (row.again_at) return true;
  return since(row) !== "" && !(row.late.length === 1 && row.late[0]?.stop === "answered");
}

function since(row: LateRow): string {
  return row.again_at ?? row.late.at(-1)?.due_at ?? row.visit_missed_at ?? row.wedding_at ?? "";
}

function word(row: LateRow, say: ReturnType<typeof useSay>): string {
  if (row.again_at) return say.t("console.marriage.again");
  const last = row.late.at(-1);
  if (last) return say.t(`console.clock.next_${last.stop}`);
  return say.t(row.visit_missed_at ? "console.marriage.visit_missed" : "console.marriage.passed");
}

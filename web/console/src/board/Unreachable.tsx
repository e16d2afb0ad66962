/** Workers on duty whom nobody can reach: an alert to them would be lost. */
import type { UnreachableRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

/** Absent while everybody on duty can be reached. */
export function Unreachable({ rows }: { rows: UnreachableRow[] }) {
  const say = useSay();
  const title = say.t("console.board.unreachable");
  if (rows.length === 0) return null;
  const sorted = [...rows].sort((a, b) => a.code.localeCompare(b.code));
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
        <b className="end num">{say.n(rows.length)}</b>
      </h2>
      <ul className="session-list">
        {sorted.map((row) => (
          <li key={row.id}>
            <div className="row session-about">
              <Link className="grow quiet-link" to="/directory/workers/$id" params={{ id: row.id }}>
                {say.words(row.name)}
              </Link>
              <StateWord hue="overdue" icon="lost">
                {say.t("console.board.no_number")}
              </StateWord>
            </div>
            <p className="small mute">{say.words(row.post)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

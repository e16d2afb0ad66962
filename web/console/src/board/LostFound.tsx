/** Lost and found children that may be one, the best fit first; a supervisor confirms, refuses, or says that it is home. */
import { lostConfirm, lostRefuse, lostReunite, lostShow } from "@helpline/shared/api";
import type { LostMatchRow, LostReportRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { CHECKED } from "../children/codes.ts";
import { TOLD_PARTS, toldText } from "../children/lostWords.ts";
import { Reasons } from "../children/Reasons.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";

/** Absent while no pair waits for anybody. */
export function LostFound({ rows }: { rows: LostMatchRow[] }) {
  const say = useSay();
  if (rows.length === 0) return null;
  const sorted = [...rows].sort((a, b) => b.score - a.score || a.id.localeCompare(b.id));
  return (
    <section className="blk children" aria-label={say.t("console.lost.title")}>
      <h2>
        <Icon name="users" />
        {say.t("console.lost.title")}
        <b className="end num">{say.n(rows.length)}</b>
      </h2>
      {sorted.map((row) => (
        <Pair key={row.id} row={row} />
      ))}
    </section>
  );
}

function Pair({ row }: { row: LostMatchRow }) {
  const say = useSay();
  const verb = useVerb();
  const [isOpen, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const path = { match_id: row.id };
  return (
    <article className="child-card" aria-label={say.word("lost_state", row.state)}>
      <div className="row">
        <b>{say.word("lost_state", row.state)}</b>
        {([row.lost, row.found] as const).map(({ id, number }) => (
          <Link key={id} to="/incidents/$id" params={{ id }} className="num quiet-link">
            {say.n(number)}
          </Link>
        ))}
        <button
          type="button"
          className="btn quiet slim end"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {say.t("console.child.beside")}
        </button>
      </div>
      <Reasons reasons={row.reasons} />
      {isOpen && <Told matchId={row.id} version={row.version} />}
      <div className="row">
        {row.state === "suggested" && (
          <button
            type="button"
            className="btn slim"
            aria-disabled={verb.busy}
            onClick={() => void verb.run(() => lostConfirm({ path }))}
          >
            {say.t("console.lost.confirm")}
          </button>
        )}
        {row.state === "confirmed" && (
          <button
            type="button"
            className="btn slim"
            aria-disabled={verb.busy}
            onClick={() => setAsking(true)}
          >
            {say.t("console.lost.reunite")}
          </button>
        )}
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => lostRefuse({ path }))}
        >
          {say.t("console.lost.refuse")}
        </button>
      </div>
      {asking && (
        <OneOf
          title={say.t("console.lost.how_checked")}
          codes={CHECKED}
          family="lost_checked"
          onPick={(checked) => void verb.run(() => lostReunite({ path, body: { checked } }))}
          onLeave={() => setAsking(false)}
        />
      )}
      <Refused text={verb.refused} />
    </article>
  );
}

/** Asked for only when it is opened: the openings of both tickets are recorded. */
function Told({ matchId, version }: { matchId: string; version: number }) {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ["lost", matchId, version],
    queryFn: () => lostShow({ path: { match_id: matchId } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data) return null;
  const cell = (report: LostReportRow, part: (typeof TOLD_PARTS)[number]) =>
    toldText(report.said, part, say) ?? say.t("console.child.unknown");
  return (
    <div className="beside">
      <table className="small">
        <thead>
          <tr>
            <th scope="col">{say.t("console.child.what")}</th>
            <th scope="col">{say.word("missing", "lost")}</th>
            <th scope="col">{say.word("missing", "found")}</th>
          </tr>
        </thead>
        <tbody>
          {TOLD_PARTS.map((part) => (
            <tr key={part}>
              <th scope="row" className="mute">
                {say.word("told", part)}
              </th>
              <td>{cell(data.lost, part)}</td>
              <td>{cell(data.found, part)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

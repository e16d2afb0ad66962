/** Who waits: each caller's score with its reasons and the wait, the next one first. */
import type { WaitingRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useNow } from "../live/useNow.ts";
import { Elapsed } from "../parts/Countdown.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { byScore, scoreNow, waitPoints } from "./score.ts";
import { WhyHere } from "./WhyHere.tsx";

const DANGER = new Set(["danger", "danger_before"]);

type Props = { rows: WaitingRow[]; after: ReactNode };

/** `after` stands below those who wait: who has already given up waiting. */
export function Waiting({ rows, after }: Props) {
  const say = useSay();
  const now = useNow();
  const ordered = [...rows].sort(byScore(now));
  return (
    <>
      <div className="col-head">
        <h1>{say.t("console.board.waiting")}</h1>
        <b className="num">{say.n(rows.length)}</b>
        <span className="mute small end">{say.t("console.board.next_first")}</span>
      </div>
      <div className="col-body">
        {rows.length === 0 && <p className="mute pad">{say.t("console.queue.nobody")}</p>}
        <ol>
          {ordered.map((row, index) => (
            <WaitingLine key={row.call_id} row={row} now={now} place={index + 1} of={rows.length} />
          ))}
        </ol>
        {after}
      </div>
    </>
  );
}

type LineProps = { row: WaitingRow; now: number; place: number; of: number };

function WaitingLine({ row, now, place, of }: LineProps) {
  const say = useSay();
  const danger = row.reasons.find(({ code }) => DANGER.has(code));
  return (
    <li className={place === 1 ? "wt is-next" : "wt"}>
      <div className="sc num">
        {say.n(scoreNow(row, now))}
        <small>{say.t("console.board.score")}</small>
      </div>
      <div>
        <div className="row">
          <Link to="/incidents/$id" params={{ id: row.incident_id }} className="num quiet-link">
            {row.caller_number ? say.phone(row.caller_number) : say.t("console.ring.withheld")}
          </Link>
          {danger && (
            <Badge hue="danger" icon="warn">
              {say.word("why_waiting", danger.code)}
            </Badge>
          )}
        </div>
        <p className="small">
          <span className="num">{say.n(row.number)}</span>
          {row.language && ` · ${say.word("language", row.language)}`}
        </p>
        <p className="small mute">
          {row.reasons
            .map(
              ({ code, points }) =>
                `${say.word("why_waiting", code)} ${points < 0 ? "−" : "+"}${say.n(Math.abs(points))}`,
            )
            .concat(say.t("console.board.waited", { points: waitPoints(row, now) }))
            .join(" · ")}
        </p>
        <WhyHere row={row} now={now} place={place} of={of} />
        {row.state === "diverted" && (
          <p className="small">
            <StateWord hue={row.duty_phone_talks ? "oncall" : "ringing"} icon="phone">
              {say.t(
                row.duty_phone_talks ? "console.call.duty_phone_talks" : "console.call.diverted",
              )}
            </StateWord>
          </p>
        )}
        {row.offered_to && (
          <p className="small">
            <StateWord hue="ringing" icon="ring">
              {say.t("console.board.rings_at", { name: say.words(row.offered_to) })}
            </StateWord>
          </p>
        )}
      </div>
      <StateWord hue="waiting" icon="hour">
        <Elapsed since={row.queued_at} />
      </StateWord>
    </li>
  );
}

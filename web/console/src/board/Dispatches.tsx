/** Dispatches: the late ones first with how late, then those in time; each leads to its incident. */
import type { DispatchRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { BedLine } from "../incident/do/BedLine.tsx";
import { CallWanted } from "../incident/do/CallWanted.tsx";
import { Charge } from "../incident/do/Charge.tsx";
import { CheckInLine } from "../incident/do/CheckInLine.tsx";
import { DISPATCH_LOOK } from "../incident/do/DispatchCard.tsx";
import { PositionLine } from "../incident/do/PositionLine.tsx";
import { useLabels } from "../incident/useCategories.ts";
import { useNow } from "../live/useNow.ts";
import { Ticks } from "../parts/ClockLine.tsx";
import { dispatchStops } from "../parts/clockStops.ts";
import { type Hue, StateWord, UrgencyBadge } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { byPressing, isLateDispatch, isOver, lateSince, ticketsOfSeveral } from "./score.ts";

export function Dispatches({ rows, after }: { rows: DispatchRow[]; after?: ReactNode }) {
  const say = useSay();
  const now = useNow();
  const late = rows.filter((row) => isLateDispatch(row, now)).sort(byPressing);
  const inTime = rows.filter((row) => !late.includes(row) && !isOver(row)).sort(byPressing);
  const over = rows.filter(isOver);
  const several = ticketsOfSeveral(rows);
  return (
    <>
      <div className="col-head">
        <h1>{say.t("console.board.dispatches")}</h1>
        <span className="mute small">
          {say.t("console.board.open", { n: late.length + inTime.length })}
        </span>
        {late.length > 0 && (
          <span className="end">
            <StateWord hue="overdue" icon="late">
              {say.t("console.board.n_late", { n: late.length })}
            </StateWord>
          </span>
        )}
      </div>
      <div className="col-body">
        {rows.length === 0 && <p className="mute pad">{say.t("console.board.no_dispatch")}</p>}
        <Group
          title={say.t("console.board.group_late")}
          note={say.t("console.board.late_order")}
          rows={late}
          several={several}
          now={now}
        />
        <Group
          title={say.t("console.board.group_in_time")}
          rows={inTime}
          several={several}
          now={now}
        />
        <Group title={say.t("console.board.group_over")} rows={over} several={several} now={now} />
        {after}
      </div>
    </>
  );
}

type GroupProps = {
  title: string;
  note?: string;
  rows: DispatchRow[];
  several: ReadonlySet<string>;
  now: number;
};

function Group({ title, note, rows, several, now }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <>
      <h2 className="group">
        <b>{title}</b>
        {note && <span className="mute end">{note}</span>}
      </h2>
      <ul>
        {rows.map((row) => (
          <DispatchLine
            key={row.id}
            row={row}
            oneOfSeveral={several.has(row.incident_id)}
            now={now}
          />
        ))}
      </ul>
    </>
  );
}

type LineProps = { row: DispatchRow; oneOfSeveral: boolean; now: number };

function DispatchLine({ row, oneOfSeveral, now }: LineProps) {
  const say = useSay();
  const labelOf = useLabels();
  const late = isLateDispatch(row, now);
  const [hue, icon] = late ? (["overdue", "late"] as const) : DISPATCH_LOOK[row.state];
  const place = row.place ? say.words(row.place.name) : "";
  return (
    <li className={`dp st ${hue}`}>
      <div className="row">
        <Link to="/incidents/$id" params={{ id: row.incident_id }} className="num quiet-link">
          {say.n(row.number)}
        </Link>
        <UrgencyBadge urgency={row.urgency} />
        {oneOfSeveral && (
          <span className="mute small num">{say.t("console.do.task", { no: row.task_no })}</span>
        )}
        <BigTime row={row} now={now} late={late} />
      </div>
      <div className="row small">
        <StateWord hue={hue as Hue} icon={icon}>
          {late ? say.t(lateWord(row)) : say.word("dispatch", row.state)}
        </StateWord>
        <span className="end">
          <Ticks states={dispatchStops(row, now)} />
        </span>
      </div>
      <p className="small">{[...row.categories.map(labelOf), place].filter(Boolean).join(", ")}</p>
      {row.agency && <p className="small">{say.t(`agency.${row.agency}`)}</p>}
      <p className="small mute">{lastWord(row, say)}</p>
      <BedLine bed={row.bed} />
      <CheckInLine row={row} verbs />
      <CallWanted row={row} readOnly={false} />
      <PositionLine position={row.position} />
      {row.in_charge && (
        <p className="small">
          {say.t("console.board.in_charge", { name: say.words(row.in_charge) })}
        </p>
      )}
      <Charge row={row} />
    </li>
  );
}

function lateWord(row: DispatchRow): string {
  if (row.stalled_at) return "console.board.stalled";
  if (row.check_in?.late_at) return "console.board.check_in_late";
  if (row.call_wish_late_at) return "console.board.call_wish_late";
  return "console.board.not_acknowledged";
}

function BigTime({ row, now, late }: { row: DispatchRow; now: number; late: boolean }) {
  const say = useSay();
  const since = lateSince(row);
  if (late && since) {
    return <span className="end big num">+{say.span((now - Date.parse(since)) / 1000)}</span>;
  }
  if (row.state === "alerting" && row.due_at) {
    return <span className="end big num">{say.left(row.due_at, now).text}</span>;
  }
  const at = row.done_at ?? row.reached_at ?? row.en_route_at ?? row.acknowledged_at;
  return at ? <span className="end big num">{say.clock(at)}</span> : null;
}

/** Who holds it now, and what the alerts told back. */
function lastWord(row: DispatchRow, say: Say): string {
  if (row.accepted_by) return say.words(row.accepted_by.name);
  const step = row.steps.at(-1);
  if (!step) return "";
  const told = step.alerts.map(
    ({ channel, state }) => `${say.word("channel", channel)}: ${say.word("alert", state)}`,
  );
  return [say.words(step.responder.name), ...told].join(" · ");
}

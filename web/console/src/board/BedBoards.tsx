/** The beds of centres for a supervisor: who is full, who is over, and leave to take in more, with a reason. */
import type { BedBoardRow, MoreReason } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Allowed } from "../centre/Figures.tsx";
import { LastNight } from "../centre/NightCount.tsx";
import { allowMore, withdrawMore } from "../centre/verbs.ts";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { InCareLine } from "./InCare.tsx";

const REASONS: readonly MoreReason[] = [
  "at_the_door",
  "no_other_place",
  "one_night",
  "siblings",
  "court_order",
  "disaster",
];
/** A night, a day, three days, a week. */
const HOURS = [12, 24, 72, 168] as const;

export function BedBoards({ rows }: { rows: BedBoardRow[] }) {
  const say = useSay();
  const sorted = [...rows].sort((a, b) => b.over - a.over);
  return (
    <section aria-label={say.t("console.more_board.title")}>
      <h2 className="group">
        <b>{say.t("console.more_board.title")}</b>
        <span className="num">{say.n(rows.length)}</span>
      </h2>
      {rows.length === 0 && <p className="mute pad">{say.t("console.more_board.none")}</p>}
      <ul>
        {sorted.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row }: { row: BedBoardRow }) {
  const say = useSay();
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  const seats = row.seats === null ? say.t("console.centre.unknown") : row.seats;
  return (
    <li className={`dp st ${row.over > 0 ? "overdue" : "none"}`}>
      <div className="row">
        <b>{say.words(row.name)}</b>
        <span className="end">
          <Room row={row} />
        </span>
      </div>
      <p className="small num">
        {say.t("console.more_board.line", { stays: row.stays, held: row.held, seats })}
      </p>
      {row.night && row.night.children !== row.night.rows && <LastNight board={row} />}
      <Allowed board={row} />
      <InCareLine row={row} />
      {asking && <Form row={row} onDone={() => setAsking(false)} />}
      <div className="row">
        {row.seats !== null && !asking && (
          <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
            {say.t("console.more_board.allow")}
          </button>
        )}
        {row.more && (
          <button
            type="button"
            className="btn quiet slim"
            aria-disabled={verb.busy}
            onClick={() => void verb.run(() => withdrawMore(row.id))}
          >
            {say.t("console.more_board.withdraw")}
          </button>
        )}
      </div>
      <Refused text={verb.refused} />
    </li>
  );
}

function Room({ row: { over, free } }: { row: BedBoardRow }) {
  const say = useSay();
  if (over > 0) {
    return (
      <StateWord hue="overdue" icon="late">
        {say.t("console.more_board.over")}
      </StateWord>
    );
  }
  if (free === null) return <span className="mute small">{say.t("console.centre.unknown")}</span>;
  return (
    <StateWord hue={free > 0 ? "safe" : "none"} icon={free > 0 ? "check" : "lock"}>
      {free > 0 ? say.t("console.more_board.free", { n: free }) : say.t("console.more_board.full")}
    </StateWord>
  );
}

function Form({ row, onDone }: { row: BedBoardRow; onDone: () => void }) {
  const say = useSay();
  const verb = useVerb();
  const [extra, setExtra] = useState(Math.max(1, row.over + row.extra));
  const [reason, setReason] = useState<MoreReason>("at_the_door");
  const [hours, setHours] = useState<number>(HOURS[1]);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await verb.run(() => allowMore(row.id, extra, reason, hours))) onDone();
  };
  return (
    <form className="book" onSubmit={(event) => void send(event)}>
      <label className="pick small">
        <span className="mute">{say.t("console.more_board.extra")}</span>
        <select
          className="field"
          value={extra}
          onChange={(event) => setExtra(Number(event.target.value))}
        >
          {Array.from({ length: Math.max(10, row.over + row.extra) }, (_, at) => at + 1).map(
            (n) => (
              <option key={n} value={n}>
                {say.n(n)}
              </option>
            ),
          )}
        </select>
      </label>
      <label className="pick small">
        <span className="mute">{say.t("console.more_board.hours")}</span>
        <select
          className="field"
          value={hours}
          onChange={(event) => setHours(Number(event.target.value))}
        >
          {HOURS.map((n) => (
            <option key={n} value={n}>
              {say.n(n)}
            </option>
          ))}
        </select>
      </label>
      <label className="pick small wide">
        <span className="mute">{say.t("console.more_board.why")}</span>
        <select
          className="field"
          value={reason}
          onChange={(event) => setReason(event.target.value as MoreReason)}
        >
          {REASONS.map((code) => (
            <option key={code} value={code}>
              {say.word("more", code)}
            </option>
          ))}
        </select>
      </label>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy}>
          {say.t("console.more_board.allow")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** In the alarms bar: children beyond the seats of a centre, until a supervisor has said why. */
export function Overfull({ rows }: { rows: BedBoardRow[] }) {
  const say = useSay();
  const over = rows.filter((row) => row.over > 0);
  if (over.length === 0) return null;
  return (
    <div className="notice st overdue" role="status">
      <Icon name="home" />
      <span>{say.t("console.more_board.alarm", { n: over.length })}</span>
    </div>
  );
}

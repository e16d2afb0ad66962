/** What centres want of a supervisor: grave incidents nobody has seen, longer stays to answer, stays that are late. */
import { careWaiting } from "@helpline/shared/api";
import type { BedBoardRow } from "@helpline/shared/types";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { StayClockLine } from "../centre/care/StayClockLine.tsx";
import { useChannel } from "../live/useChannel.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";

/** In the alarms bar, before all else of the centres: each names what happened and leads to the file. */
export function GraveInCare({ rows }: { rows: BedBoardRow[] }) {
  const say = useSay();
  const now = useNow();
  const grave = rows.flatMap((row) => row.grave.map((one) => ({ ...one, centre: row.name })));
  return grave.map((one) => (
    <div key={one.id} className="notice st danger" role="status">
      <Icon name="warn" />
      <Link to="/stays/$id" params={{ id: one.stay_id }}>
        <b>{say.word("happened", one.what)}</b>{" "}
        {say.t("console.in_care.at", {
          centre: say.words(one.centre),
          time: say.dayOrClock(one.happened_at, now),
        })}
      </Link>
    </div>
  ));
}

/** Beneath a centre's line on the board. */
export function InCareLine({ row }: { row: BedBoardRow }) {
  const say = useSay();
  if (row.late === 0 && row.asked === 0) return null;
  return (
    <p className="small row in-care">
      {row.late > 0 && (
        <span className="st overdue">{say.t("console.in_care.late", { n: row.late })}</span>
      )}
      {row.asked > 0 && (
        <Link to="/stays" className="quiet-link">
          {say.t("console.in_care.asked", { n: row.asked })}
        </Link>
      )}
    </p>
  );
}

const waitingQuery = (turn: string) =>
  queryOptions({
    queryKey: ["stay-extensions", turn],
    queryFn: ({ signal }) => careWaiting({ signal }),
    placeholderData: keepPreviousData,
  });

/** Longer stays that wait for a yes or no; the words, and the answer, are in the file of each. */
export function LongerStays() {
  const say = useSay();
  const now = useNow();
  const { rows } = useChannel("board");
  /** Read again whenever it is another centre that asks, or another number of requests. */
  const asked = [...rows<BedBoardRow>("beds").values()].filter((row) => row.asked > 0);
  const turn = asked.map((row) => `${row.id} ${row.asked} ${row.version}`).join();
  const { data } = useQuery(waitingQuery(turn));
  return (
    <main className="paper care">
      <div className="file-head">
        <Link to="/board" className="small quiet-link">
          {say.t("console.in_care.back")}
        </Link>
        <h1>{say.t("console.in_care.title")}</h1>
      </div>
      {data?.items.length === 0 && <p className="mute">{say.t("console.in_care.none")}</p>}
      <ul className="stay-list">
        {data?.items.map((one) => (
          <li key={one.id} className="stay-line">
            <p className="row">
              <Link to="/stays/$id" params={{ id: one.stay_id }} className="stay-link">
                <b>{say.words(one.centre)}</b> <span className="num">{say.n(one.number)}</span>
              </Link>
              <span className="end">{say.t("console.care.months", { n: one.months })}</span>
            </p>
            <StayClockLine stay={one} />
            <p className="small mute">
              {say.word("why_longer", one.reason)} ·{" "}
              {say.t("console.care.asked_by", {
                who: say.words(one.asked_by),
                time: say.dayOrClock(one.asked_at, now),
              })}
            </p>
          </li>
        ))}
      </ul>
    </main>
  );
}

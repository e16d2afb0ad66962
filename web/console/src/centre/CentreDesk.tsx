/** A centre's desk: who is asked for, who is expected, and the bed board; it sends nobody anywhere. */
import type { BedBoardRow, StayRow, TaskRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { OwedNotice } from "../boards/OwedNotice.tsx";
import { useChannel } from "../live/useChannel.ts";
import { useNow } from "../live/useNow.ts";
import { useRingTone } from "../ring/useRing.ts";
import { useSay } from "../say/useSay.ts";
import { expected, incoming, isOverdue } from "./beds.ts";
import { Expected } from "./Expected.tsx";
import { Figures } from "./Figures.tsx";
import { House } from "./House.tsx";
import { Incoming } from "./Incoming.tsx";
import { NightCount } from "./NightCount.tsx";
import { StayPanel } from "./StayPanel.tsx";
import { Today } from "./Today.tsx";
import { TooLate } from "./TooLate.tsx";

export function CentreDesk() {
  const say = useSay();
  const { ready, rows } = useChannel("field");
  const tasks = [...rows<TaskRow>("tasks").values()];
  const stays = [...rows<StayRow>("stays").values()];
  const asked = incoming(tasks);
  const now = useNow();
  const ringing = asked.find((task) => !isOverdue(task, now));
  useRingTone(ringing ? { id: ringing.dispatch_id } : null, "console.centre.title");
  const [board] = rows<BedBoardRow>("beds").values();
  if (!ready || !board) {
    return (
      <main className="plain-page">
        <p className="mute" role="status">
          {say.t("console.centre.opening")}
        </p>
      </main>
    );
  }
  return (
    <main className="centre">
      <section className="centre-side" aria-label={say.t("console.centre.children")}>
        <Incoming tasks={asked} board={board} />
        <OwedNotice to="/centre/decisions" />
        <TooLate tasks={tasks} />
        <Expected tasks={expected(tasks)} board={board} />
      </section>
      <section className="centre-board" aria-label={say.t("console.centre.beds")}>
        <Figures board={board} />
        <Today stays={stays} />
        {board.houses.map((house) => (
          <House key={house.id} house={house} board={board} stays={stays} />
        ))}
        <WithoutBed board={board} stays={stays.filter(({ bed_id }) => bed_id === null)} />
        <NightCount board={board} />
        <p className="pad">
          <Link to="/centre/houses" className="quiet-link">
            {say.t("console.houses.change")}
          </Link>
        </p>
        <p className="pad">
          <Link to="/referrals" className="quiet-link">
            {say.t("console.asked.title")}
          </Link>
        </p>
      </section>
    </main>
  );
}

/** Children who are here and have no named bed: all of them, where beds have no names. */
function WithoutBed({ board, stays }: { board: BedBoardRow; stays: StayRow[] }) {
  const say = useSay();
  if (stays.length === 0) return null;
  const named = board.houses.length > 0;
  return (
    <section className="house" aria-label={say.t("console.centre.without_bed")}>
      <h2 className="group">
        <b>{say.t(named ? "console.centre.without_bed" : "console.centre.present")}</b>
        <span className="num">{say.n(stays.length)}</span>
      </h2>
      <ul>
        {stays.map((stay) => (
          <li key={stay.id}>
            <StayPanel stay={stay} board={board} />
          </li>
        ))}
      </ul>
    </section>
  );
}

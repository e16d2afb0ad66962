/** Drills of a worker or a centre: started here, with what came of each by every channel. */

import type { IconName } from "@helpline/shared/icons";
import type { DrillRow, Id } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useTwice } from "../keys/useTwice.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { type Hue, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { useFileVerb } from "./Contacts.tsx";
import { Part } from "./parts.tsx";
import { type Drilled, drillsQuery, startDrill } from "./verbs.ts";

type Message = DrillRow["alerts"][number];
const LOOK: Record<Message["state"], [Hue, IconName]> = {
  made: ["waiting", "hour"],
  sent: ["waiting", "hour"],
  delivered: ["info", "check"],
  answered: ["info", "phone"],
  failed: ["overdue", "late"],
  confirmed: ["safe", "check"],
};

export function Drills({ kind, id }: { kind: Drilled; id: Id }) {
  const say = useSay();
  const may = useMe()?.permissions.includes("drills.start");
  const { data } = useQuery(drillsQuery(kind, id));
  return (
    <Part title={say.t("console.drills.title")}>
      <p className="small mute">{say.t("console.drills.note")}</p>
      {may && <Start kind={kind} id={id} />}
      {data?.items.length === 0 && <p className="small mute">{say.t("console.drills.none")}</p>}
      <ul className="file-list">
        {data?.items.map((row) => (
          <Drill key={row.id} row={row} />
        ))}
      </ul>
    </Part>
  );
}

function Start({ kind, id }: { kind: Drilled; id: Id }) {
  const say = useSay();
  const verb = useFileVerb();
  const start = useTwice(() => void verb.run(() => startDrill(kind, id)));
  return (
    <>
      <button type="button" className="btn slim" aria-disabled={verb.busy} onClick={start.press}>
        <Icon name="bell" />
        {say.t(start.armed ? "console.drills.start_again" : "console.drills.start")}
      </button>
      <Refused text={verb.refused} />
    </>
  );
}

function Drill({ row }: { row: DrillRow }) {
  const say = useSay();
  const now = useNow();
  return (
    <li>
      <p className="small">
        {say.t("console.drills.by", {
          time: say.dayOrClock(row.started_at, now),
          name: say.words(row.started_by),
        })}
      </p>
      <ul>
        {row.alerts.map((one) => (
          <li key={`${one.channel} ${one.at} ${one.state}`} className="row small">
            <span className="grow">{say.word("channel", one.channel)}</span>
            {one.error && (
              <span className="mute" lang="en">
                {one.error}
              </span>
            )}
            <StateWord hue={LOOK[one.state][0]} icon={LOOK[one.state][1]}>
              {say.word("drill_state", one.state)}
            </StateWord>
            <span className="num mute">{say.clock(one.at)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

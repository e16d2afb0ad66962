/** One session: when, the nth of its series, how it stands; its outcome and the same again. */
import type { IconName } from "@helpline/shared/icons";
import type { SessionOutcome, SessionRow } from "@helpline/shared/types";
import { type ReactNode, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { type Hue, StateWord } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { standing } from "./slots.ts";
import { endSession, OUTCOMES } from "./verbs.ts";

type Props = {
  row: SessionRow;
  /** What stands beside the time: the ticket, or with whom. */
  children: ReactNode;
  /** Whether this person may say what came of it. */
  mayEnd: boolean;
  onAgain?: (() => void) | undefined;
  /** The list says the day above its rows. */
  dayIsSaid?: boolean;
};

const LOOK: Record<string, [Hue, IconName]> = {
  ahead: ["info", "clock"],
  today: ["waiting", "hour"],
  due: ["overdue", "late"],
  held: ["safe", "check"],
  missed: ["none", "x"],
  cancelled: ["none", "x"],
};

export function SessionLine({ row, children, mayEnd, onAgain, dayIsSaid }: Props) {
  const say = useSay();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const stands = standing(row, now);
  const [hue, icon] = LOOK[stands === "over" ? row.state : stands] ?? (["none", "clock"] as const);
  return (
    <li className={`edge st ${hue} session-line`}>
      <p className="row session-when">
        <b className="num session-time">{say.clock(row.starts_at)}</b>
        {!dayIsSaid && <span className="num">{say.shortDay(row.starts_at)}</span>}
        <span className="mute small">{say.t("console.sessions.minutes", { n: row.minutes })}</span>
        <span className="end">
          <StateWord hue={hue} icon={icon}>
            {stateText(row, stands, now, say)}
          </StateWord>
        </span>
      </p>
      <div className="row session-about">
        <p className="small grow">
          {children}
          {row.times > 1 && (
            <span className="mute">
              {" · "}
              {say.t("console.sessions.nth", { n: row.nth, of: row.times })}
            </span>
          )}
        </p>
        {row.state === "booked" && mayEnd && !asking && (
          <button
            type="button"
            className={stands === "due" ? "btn slim" : "btn quiet slim"}
            onClick={() => setAsking(true)}
          >
            {stands === "due" && <Icon name="check" />}
            {say.t(stands === "due" ? "console.sessions.what_came" : "console.sessions.outcome")}
          </button>
        )}
        {onAgain && !asking && (
          <button type="button" className="btn quiet slim" onClick={onAgain}>
            {say.t("console.sessions.again")}
          </button>
        )}
      </div>
      {asking && <Outcome row={row} onDone={() => setAsking(false)} />}
    </li>
  );
}

function stateText(row: SessionRow, stands: string, now: number, say: Say): string {
  if (stands === "over") return say.word("session", row.state);
  const away = Math.abs(Date.parse(row.starts_at) - now) / 1000;
  if (stands === "due") return say.t("console.sessions.began", { time: say.span(away) });
  if (stands === "today") return say.t("console.sessions.begins", { time: say.span(away) });
  return say.word("session", "booked");
}

function Outcome({ row, onDone }: { row: SessionRow; onDone: () => void }) {
  const say = useSay();
  const verb = useVerb();
  const end = async (outcome: SessionOutcome) => {
    if (await verb.run(() => endSession(row.id, outcome))) onDone();
  };
  return (
    <>
      <OneOf
        title={say.t("console.sessions.what_came")}
        codes={OUTCOMES}
        family="session"
        onPick={(outcome) => void end(outcome)}
        onLeave={onDone}
      />
      <Refused text={verb.refused} />
    </>
  );
}

/** The pauses of the clock: what is waited for, since when, and letting it run again; alerts go on all the same. */
import type { IncidentRow, JourneyRow, PauseReasonOfClock } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Elapsed } from "../parts/Countdown.tsx";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { WHY_PAUSED } from "./codes.ts";
import { pauseClock, resumeClock } from "./verbs.ts";

type Props = { incident: IncidentRow; journey: JourneyRow | null; readOnly: boolean };

export function ClockCard({ incident, journey, readOnly }: Props) {
  const say = useSay();
  const me = useMe();
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  if (!journey) return null;
  const running = journey.pauses.find((pause) => pause.ended_at === null) ?? null;
  const over = journey.pauses.filter((pause) => pause.ended_at !== null);
  const may = !readOnly && incident.state === "open" && incident.clock.safe_at === null;
  const mayPause = may && mayPauseIt(me?.role, incident);
  if (journey.pauses.length === 0 && !mayPause) return null;
  const pick = async (reason: PauseReasonOfClock) => {
    if (await verb.run(() => pauseClock(incident.id, reason))) setAsking(false);
  };
  return (
    <section className="blk clock-card" aria-label={say.t("console.clock.label")}>
      {running && (
        <div className="row">
          <StateWord hue="waiting" icon="hold">
            {say.t("console.journey.paused", { reason: say.word("clock_pause", running.reason) })}
          </StateWord>
          <Elapsed since={running.began_at} />
          {may && (
            <button
              type="button"
              className="btn slim end"
              aria-disabled={verb.busy}
              onClick={() => void verb.run(() => resumeClock(incident.id))}
            >
              <Icon name="go" />
              {say.t("console.journey.resume")}
            </button>
          )}
        </div>
      )}
      {over.map((pause) => (
        <p key={pause.began_at} className="small mute">
          {say.t("console.journey.was_paused", {
            span: say.span(seconds(pause.began_at, pause.ended_at ?? pause.began_at)),
            reason: say.word("clock_pause", pause.reason),
          })}
        </p>
      ))}
      {asking && !running && (
        <OneOf
          title={say.t("console.journey.why_pause")}
          codes={WHY_PAUSED}
          family="clock_pause"
          onPick={(reason) => void pick(reason)}
          onLeave={() => setAsking(false)}
        />
      )}
      {!asking && !running && mayPause && (
        <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
          <Icon name="hold" />
          {say.t("console.journey.pause")}
        </button>
      )}
      <Refused text={verb.refused} />
    </section>
  );
}

/** An urgency that nobody knows counts as P1, for which only a supervisor lets the clock stand still. */
function mayPauseIt(role: string | undefined, { urgency }: IncidentRow): boolean {
  return role === "supervisor" || urgency === "P2" || urgency === "P3";
}

function seconds(since: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / 1000);
}

/** A week of the roster: who is on duty when in which area, where nobody is, and what moves it. */
import type { RosterWeek } from "@helpline/shared/types";
import { useEffect, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { dayOf } from "../sessions/slots.ts";
import { midnight, plus, weekOf } from "./days.ts";
import { Grid } from "./Grid.tsx";
import { PersonPanel } from "./PersonPanel.tsx";
import { Swaps } from "./Swaps.tsx";
import { useWeek } from "./useWeek.ts";

/** What is open beside the week: a person, and perhaps one shift or leave of his or hers. */
export type Chosen = { worker: string; row: string | null };

export function Roster() {
  const say = useSay();
  const today = dayOf(useNow());
  const [starts, setStarts] = useState(() => weekOf(today));
  const [place, setPlace] = useState<string | null>(null);
  const [gapsOnly, setGapsOnly] = useState(false);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [day, setDay] = useState(today);
  const { data, isError } = useWeek(starts, place, gapsOnly);
  useEffect(() => {
    const days = Array.from({ length: 7 }, (_, number) => plus(starts, number));
    setDay((before) => (days.includes(before) ? before : days.includes(today) ? today : starts));
  }, [starts, today]);
  return (
    <main className={chosen ? "roster with-panel" : "roster"}>
      <div className="roster-week">
        <div className="paper-head">
          <h1>{say.t("console.roster.title")}</h1>
          <WeekChoice starts={starts} today={today} onGo={setStarts} />
        </div>
        <div className="row roster-filter">
          <PlaceField label={say.t("console.targets.place")} onPick={setPlace} />
          <button
            type="button"
            className="chip"
            aria-pressed={gapsOnly}
            onClick={() => setGapsOnly(!gapsOnly)}
          >
            {gapsOnly && <Icon name="check" />}
            {say.t("console.roster.gaps_only")}
          </button>
        </div>
        {isError && <p className="notice st overdue">{say.t("console.roster.stale")}</p>}
        <Swaps />
        {data && <Days days={data.days} shown={day} onShow={setDay} />}
        {data && <Grid week={data} day={day} today={today} chosen={chosen} onChoose={setChosen} />}
        {data && <Foot week={data} />}
      </div>
      {data && chosen && (
        <PersonPanel
          key={`${chosen.worker} ${chosen.row}`}
          week={data}
          chosen={chosen}
          day={day}
          onLeave={() => setChosen(null)}
        />
      )}
    </main>
  );
}

function Foot({ week }: { week: RosterWeek }) {
  const say = useSay();
  if (week.areas.length === 0) {
    return <p className="mute pad">{say.t("console.roster.no_area")}</p>;
  }
  return week.more ? <p className="mute small">{say.t("console.roster.more")}</p> : null;
}

type WeekChoiceProps = { starts: string; today: string; onGo: (day: string) => void };

function WeekChoice({ starts, today, onGo }: WeekChoiceProps) {
  const say = useSay();
  const short = (day: string) => say.shortDay(new Date(midnight(day)).toISOString());
  return (
    <>
      <b className="num roster-span">
        {short(starts)} – {short(plus(starts, 6))}
      </b>
      <fieldset className="seg" aria-label={say.t("console.roster.week")}>
        <button type="button" onClick={() => onGo(plus(starts, -7))}>
          {say.t("console.roster.before")}
        </button>
        <button
          type="button"
          aria-pressed={starts === weekOf(today)}
          onClick={() => onGo(weekOf(today))}
        >
          {say.t("console.roster.this_week")}
        </button>
        <button type="button" onClick={() => onGo(plus(starts, 7))}>
          {say.t("console.roster.after")}
        </button>
      </fieldset>
    </>
  );
}

/** On a phone one day is shown at a time; on a wide screen this is not there. */
function Days(props: { days: string[]; shown: string; onShow: (day: string) => void }) {
  const say = useSay();
  return (
    <fieldset className="seg roster-days" aria-label={say.t("console.roster.day")}>
      {props.days.map((day) => (
        <button
          key={day}
          type="button"
          aria-pressed={day === props.shown}
          onClick={() => props.onShow(day)}
        >
          <span className="sr-only">{say.shortDay(new Date(midnight(day)).toISOString())}</span>
          <span aria-hidden="true">{say.n(Number(day.slice(-2)))}</span>
        </button>
      ))}
    </fieldset>
  );
}

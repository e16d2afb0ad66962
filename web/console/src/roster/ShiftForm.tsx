/** Plans a shift on one or several days of the week, or gives one shift other hours. */
import type { Answering, ShiftRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { dayOf, timeOf } from "../sessions/slots.ts";
import { hoursOfDay, midnight, shiftTimes } from "./days.ts";
import { NoChannel, useConfirmed } from "./NoChannel.tsx";
import { useRosterChanged } from "./useWeek.ts";
import { changeShift, planShift } from "./verbs.ts";

type Props = { person: Answering; days: string[]; day: string; shift: ShiftRow | null };

export function ShiftForm({ person, days, day, shift }: Props) {
  const say = useSay();
  const changed = useRosterChanged();
  const confirmed = useConfirmed();
  const own = shift && dayOf(Date.parse(shift.starts_at));
  const [picked, setPicked] = useState<string[]>([own ?? day]);
  const [from, setFrom] = useState(shift ? timeOf(Date.parse(shift.starts_at)) : "08:00");
  const [until, setUntil] = useState(shift ? timeOf(Date.parse(shift.ends_at)) : "16:00");
  const [holidays, setHolidays] = useState(shift?.on_holidays ?? false);
  const times = (one: string) => ({ ...shiftTimes(one, from, until), on_holidays: holidays });
  // A day that is planned is no longer picked, so that trying again plans only the others.
  const work = async (sure: boolean) => {
    if (shift) return changeShift(shift.id, times(picked[0] ?? day));
    for (const one of [...picked].sort()) {
      await planShift(person.worker_id, times(one), sure);
      setPicked((rest) => rest.filter((other) => other !== one));
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (picked.length > 0 && !confirmed.verb.busy) await confirmed.run(work);
    changed();
  };
  const pick = (one: string) =>
    setPicked((all) => {
      if (shift) return [one];
      return all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
    });
  const shown = own && !days.includes(own) ? [own, ...days] : days;
  return (
    <form className="book" onSubmit={(event) => void submit(event)}>
      <fieldset className="chips" aria-label={say.t("console.roster.days")}>
        {shown.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={picked.includes(one)}
            onClick={() => pick(one)}
          >
            {picked.includes(one) && <Icon name="check" />}
            {say.weekday(new Date(midnight(one)).toISOString())}
          </button>
        ))}
      </fieldset>
      <Hour name={say.t("console.roster.from")} value={from} onPick={setFrom} />
      <Hour name={say.t("console.roster.until")} value={until} onPick={setUntil} />
      {until <= from && <p className="small mute">{say.t("console.roster.next_day")}</p>}
      <label className="row small">
        <input
          type="checkbox"
          checked={holidays}
          onChange={(event) => setHolidays(event.target.checked)}
        />
        {say.t("console.roster.on_holidays")}
      </label>
      <div>
        <button
          type="submit"
          className="btn primary slim"
          aria-disabled={confirmed.verb.busy || picked.length === 0}
        >
          <Icon name="check" />
          {say.t(shift ? "console.roster.save" : "console.roster.plan", { n: picked.length })}
        </button>
      </div>
      <div>
        <NoChannel name={say.words(person.name)} confirmed={confirmed} onDone={changed} />
      </div>
    </form>
  );
}

function Hour(props: { name: string; value: string; onPick: (hour: string) => void }) {
  const say = useSay();
  return (
    <Labelled name={props.name}>
      <select
        className="field num"
        value={props.value}
        onChange={(event) => props.onPick(event.target.value)}
      >
        {hoursOfDay(props.value).map((hour) => (
          <option key={hour} value={hour}>
            {say.n(hour)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

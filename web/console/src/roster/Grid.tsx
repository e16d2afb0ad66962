/** The week as a table: an area with what is missing in it, then its people with their shifts and leave. */
import type { Answering, AreaRow, LeaveRow, RosterWeek, ShiftRow } from "@helpline/shared/types";
import { Icon } from "../parts/Icon.tsx";
import { StateWord } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { dayOf } from "../sessions/slots.ts";
import { gapsIn, inDay, midnight, type Part, planOf, standsUnder } from "./days.ts";
import type { Chosen } from "./Roster.tsx";

type Choosing = { chosen: Chosen | null; onChoose: (chosen: Chosen) => void };
type Props = { week: RosterWeek; day: string; today: string } & Choosing;

export function Grid({ week, day, today, ...choosing }: Props) {
  const say = useSay();
  return (
    <table className="roster-grid">
      <caption className="sr-only">{say.t("console.roster.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{say.t("console.roster.who")}</th>
          {week.days.map((one) => (
            <th
              key={one}
              scope="col"
              data-shown={one === day || undefined}
              className={one === today ? "is-today" : undefined}
            >
              {say.shortDay(new Date(midnight(one)).toISOString())}
              <Holiday week={week} day={one} />
            </th>
          ))}
        </tr>
      </thead>
      {week.areas.map((area) => (
        <Area key={area.code} area={area} week={week} day={day} {...choosing} />
      ))}
    </table>
  );
}

function Holiday({ week, day }: { week: RosterWeek; day: string }) {
  const say = useSay();
  const found = week.holidays.find((one) => one.day === day);
  return found ? <span className="small mute line">{say.words(found.name)}</span> : null;
}

type AreaProps = { area: AreaRow; week: RosterWeek; day: string } & Choosing;

function Area({ area, week, day, ...choosing }: AreaProps) {
  const say = useSay();
  const empty = area.code !== null && isUnplanned(area, week);
  return (
    <tbody>
      <tr className="roster-area">
        <th scope="rowgroup">
          <b>{area.code ? say.words(area.name) : say.t("console.roster.without_area")}</b>
          <span className="small mute line">{pathOf(area, say)}</span>
          <Standing area={area} empty={empty} />
        </th>
        {week.days.map((one) => (
          <td key={one} data-shown={one === day || undefined}>
            {gapsIn(empty ? [] : area.gaps, one).map((gap) => (
              <Gap key={`${gap.missing} ${gap.from}`} missing={gap.missing} part={gap} />
            ))}
          </td>
        ))}
      </tr>
      {area.people.map((person) => (
        <Person
          key={`${person.rank} ${person.code}`}
          person={person}
          week={week}
          day={day}
          {...choosing}
        />
      ))}
    </tbody>
  );
}

function Standing({ area, empty }: { area: AreaRow; empty: boolean }) {
  const say = useSay();
  const unnamed = area.unnamed.length === 2 ? "both" : area.unnamed[0];
  return (
    <>
      {empty && unnamed !== "both" && (
        <span className="small line">
          <StateWord hue="waiting" icon="hour">
            {say.t("console.roster.nothing_planned")}
          </StateWord>
        </span>
      )}
      {area.code && unnamed && (
        <span className="small line">{say.t(`console.roster.unnamed_${unnamed}`)}</span>
      )}
    </>
  );
}

/** Said once beside its name: seven days of alarms for an area that keeps no roster help nobody. */
function isUnplanned(area: AreaRow, week: RosterWeek): boolean {
  const people = new Set(area.people.map((one) => one.worker_id));
  return area.gaps.length > 0 && !week.shifts.some((shift) => people.has(shift.worker_id));
}

/** What the area lies in; a district says no more than its own name. */
function pathOf(area: AreaRow, say: Say): string {
  const path = say.words(area.path);
  return path === say.words(area.name) ? "" : path;
}

function Gap({ missing, part }: { missing: string; part: Part }) {
  const say = useSay();
  const nobody = missing === "anybody";
  return (
    <p className="small">
      <StateWord hue={nobody ? "overdue" : "waiting"} icon={nobody ? "late" : "hour"}>
        {say.t(`console.roster.no_${missing}`)}
      </StateWord>{" "}
      <span className="num roster-hours">{hours(part, say)}</span>
    </p>
  );
}

function hours(part: Part, say: Say): string {
  if (part.whole) return say.t("console.roster.all_day");
  const until = say.clock(part.until);
  return `${say.clock(part.from)}–${until === say.n("00:00") ? say.n("24:00") : until}`;
}

type PersonProps = { person: Answering; week: RosterWeek; day: string } & Choosing;

function Person({ person, week, day, chosen, onChoose }: PersonProps) {
  const say = useSay();
  const { shifts, leaves } = planOf(week, person.worker_id);
  const worker = person.worker_id;
  return (
    <tr className={chosen?.worker === worker ? "is-chosen" : undefined}>
      <th scope="row">
        <button
          type="button"
          className="plain roster-name"
          onClick={() => onChoose({ worker, row: null })}
        >
          {say.words(person.name)}
        </button>
        <span className="small mute line">
          {say.t(`console.roster.${person.rank}`)} · {say.words(person.post)}
        </span>
        {!person.reachable && (
          <span className="small line">
            <StateWord hue="overdue" icon="lost">
              {say.t("console.roster.unreachable")}
            </StateWord>
          </span>
        )}
        {week.qualifications
          .filter((one) => one.worker_id === worker)
          .map((one) => (
            <span key={`${one.course.en} ${one.until}`} className="small line">
              <StateWord hue="waiting" icon="hour">
                {say.t("console.roster.course_ends", {
                  course: say.words(one.course),
                  on: say.day(`${one.until}T12:00:00+06:00`),
                })}
              </StateWord>
            </span>
          ))}
      </th>
      {week.days.map((one) => (
        <td key={one} data-shown={one === day || undefined}>
          {leaves.map((leave) => (
            <LeaveChip
              key={leave.id}
              leave={leave}
              day={one}
              onChoose={() => onChoose({ worker, row: leave.id })}
            />
          ))}
          {shifts
            .filter((shift) => standsUnder(shift, week.days) === one)
            .map((shift) => (
              <ShiftChip
                key={shift.id}
                shift={shift}
                week={week}
                onChoose={() => onChoose({ worker, row: shift.id })}
              />
            ))}
        </td>
      ))}
    </tr>
  );
}

function ShiftChip({
  shift,
  week,
  onChoose,
}: {
  shift: ShiftRow;
  week: RosterWeek;
  onChoose: () => void;
}) {
  const say = useSay();
  const idle =
    !shift.on_holidays &&
    week.holidays.some(({ day }) => day === dayOf(Date.parse(shift.starts_at)));
  return (
    <button type="button" className="roster-shift num" onClick={onChoose}>
      {say.clock(shift.starts_at)}–{say.clock(shift.ends_at)}
      {idle && <span className="small mute line">{say.t("console.roster.not_on_holidays")}</span>}
      {shift.swap && (
        <span className="small line">
          <Icon name="xfer" /> {say.t(`console.roster.swap_${shift.swap.state}`)}
        </span>
      )}
    </button>
  );
}

function LeaveChip({
  leave,
  day,
  onChoose,
}: {
  leave: LeaveRow;
  day: string;
  onChoose: () => void;
}) {
  const say = useSay();
  const part = inDay(leave, day);
  if (!part) return null;
  return (
    <button type="button" className="roster-shift is-away" onClick={onChoose}>
      {leave.reason ? say.word("leave", leave.reason) : say.t("console.roster.on_leave")}
      {!part.whole && <span className="small mute line num">{hours(part, say)}</span>}
    </button>
  );
}

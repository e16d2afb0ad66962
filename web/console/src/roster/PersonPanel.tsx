/** One person of the roster: reachable or not, on duty or not, and the forms that plan for him or her. */
import type { Answering, LeaveRow, RosterWeek, ShiftRow } from "@helpline/shared/types";
import { type ReactNode, useEffect, useRef } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useTwice } from "../keys/useTwice.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { AskSwap } from "./AskSwap.tsx";
import { planOf } from "./days.ts";
import { LeaveForm } from "./LeaveForm.tsx";
import { NoChannel, useConfirmed } from "./NoChannel.tsx";
import type { Chosen } from "./Roster.tsx";
import { ShiftForm } from "./ShiftForm.tsx";
import { useRosterChanged } from "./useWeek.ts";
import { callOffLeave, callOffShift, moveDuty } from "./verbs.ts";

type Props = { week: RosterWeek; chosen: Chosen; day: string; onLeave: () => void };

export function PersonPanel({ week, chosen, day, onLeave }: Props) {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  const may = useMe()?.permissions ?? [];
  useEffect(() => heading.current?.focus(), []);
  const person = week.areas
    .flatMap((area) => area.people)
    .find((one) => one.worker_id === chosen.worker);
  if (!person) return null;
  const { shifts, leaves } = planOf(week, chosen.worker);
  const shift = shifts.find((row) => row.id === chosen.row) ?? null;
  const leave = leaves.find((row) => row.id === chosen.row) ?? null;
  const plans = may.includes("roster.plan");
  return (
    <aside className="roster-panel" aria-label={say.words(person.name)}>
      <div className="row">
        <h2 ref={heading} tabIndex={-1} className="grow">
          {say.words(person.name)}
        </h2>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          <Icon name="x" />
          {say.t("console.roster.close")}
        </button>
      </div>
      <p className="small mute">
        {say.words(person.post)} · <span className="num">{person.code}</span>
      </p>
      {may.includes("workers.move_duty") && <Duty person={person} />}
      {plans && leave && <LeaveLine leave={leave} onLeave={onLeave} />}
      {plans && !leave && (
        <Part title={say.t(shift ? "console.roster.change" : "console.roster.add")}>
          <ShiftForm person={person} days={week.days} day={day} shift={shift} />
          {shift && <ShiftVerbs shift={shift} week={week} onLeave={onLeave} />}
        </Part>
      )}
      {plans && !shift && !leave && (
        <Part title={say.t("console.roster.leave")}>
          <LeaveForm worker={person.worker_id} day={day} />
        </Part>
      )}
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="group">
        <b>{title}</b>
      </h3>
      {children}
    </section>
  );
}

function Duty({ person }: { person: Answering }) {
  const say = useSay();
  const changed = useRosterChanged();
  const confirmed = useConfirmed();
  const on = person.on_duty;
  const move = async () => {
    if (await confirmed.run((sure) => moveDuty(person.worker_id, !on, sure))) changed();
  };
  return (
    <>
      <div className="row">
        <span className="grow">
          <StateWord hue={on ? "safe" : "none"} icon={on ? "check" : "off"}>
            {say.t(on ? "console.roster.on_duty" : "console.roster.off_duty")}
          </StateWord>
        </span>
        <button
          type="button"
          className="btn slim"
          aria-disabled={confirmed.verb.busy}
          onClick={() => void move()}
        >
          {say.t(on ? "console.roster.take_off" : "console.roster.put_on")}
        </button>
      </div>
      <NoChannel name={say.words(person.name)} confirmed={confirmed} onDone={changed} />
    </>
  );
}

type ShiftVerbsProps = { shift: ShiftRow; week: RosterWeek; onLeave: () => void };

function ShiftVerbs({ shift, week, onLeave }: ShiftVerbsProps) {
  const say = useSay();
  return (
    <>
      {shift.swap ? (
        <p className="small">
          <Icon name="xfer" /> {say.t(`console.roster.swap_${shift.swap.state}`)}
        </p>
      ) : (
        <AskSwap shift={shift} week={week} />
      )}
      <CallOff
        word="console.roster.call_off"
        work={() => callOffShift(shift.id)}
        onDone={onLeave}
      />
    </>
  );
}

function LeaveLine({ leave, onLeave }: { leave: LeaveRow; onLeave: () => void }) {
  const say = useSay();
  return (
    <Part title={say.t("console.roster.leave")}>
      <p>
        <b>{leave.reason ? say.word("leave", leave.reason) : say.t("console.roster.on_leave")}</b>
        <span className="num line">
          {say.shortDay(leave.starts_at)}, {say.clock(leave.starts_at)} –{" "}
          {say.shortDay(leave.ends_at)}, {say.clock(leave.ends_at)}
        </span>
      </p>
      <CallOff
        word="console.roster.call_off_leave"
        work={() => callOffLeave(leave.id)}
        onDone={onLeave}
      />
    </Part>
  );
}

function CallOff(props: { word: string; work: () => Promise<unknown>; onDone: () => void }) {
  const say = useSay();
  const verb = useVerb();
  const changed = useRosterChanged();
  const twice = useTwice(() => void off());
  const off = async () => {
    if (!(await verb.run(props.work))) return;
    changed();
    props.onDone();
  };
  return (
    <>
      <button
        type="button"
        className="btn danger slim"
        aria-disabled={verb.busy}
        onClick={twice.press}
      >
        <Icon name="x" />
        {say.t(twice.armed ? "console.roster.press_again" : props.word)}
      </button>
      <Refused text={verb.refused} />
    </>
  );
}

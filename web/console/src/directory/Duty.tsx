/** A worker's duty, leave and shifts to come; duty is moved and leave granted here by whoever may. */
import { Problem } from "@helpline/shared/api";
import type { Id, LeaveReason, LeaveRow, WorkerFile } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { LeaveReasons } from "../roster/LeaveForm.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { useFileVerb } from "./Contacts.tsx";
import { Foot } from "./Holdings.tsx";
import { Part, When } from "./parts.tsx";
import { Standing } from "./standing.tsx";
import { asField, asMoment, callOffLeave, grantLeave, moveDuty } from "./verbs.ts";

const SHIFTS_SHOWN = 7;
const DAY_MS = 86_400_000;

export function Duty({ worker }: { worker: WorkerFile }) {
  const say = useSay();
  const now = useNow();
  const may = useMe()?.permissions ?? [];
  return (
    <Part title={say.t("console.worker.duty")}>
      <div className="row">
        <Standing entry={{ ...worker, operating: null, vacant: null }} />
        {worker.since && (
          <span className="small mute end">
            {say.t("console.worker.since", { time: say.dayOrClock(worker.since, now) })}
          </span>
        )}
      </div>
      {may.includes("workers.move_duty") && <MoveDuty worker={worker} />}
      <Leaves id={worker.id} rows={worker.roster.leaves} plans={may.includes("roster.plan")} />
      <Shifts rows={worker.roster.shifts} />
    </Part>
  );
}

function MoveDuty({ worker }: { worker: WorkerFile }) {
  const say = useSay();
  const verb = useFileVerb();
  const [silent, setSilent] = useState(false);
  const move = (on: boolean, confirm: boolean) =>
    verb.run(async () => {
      try {
        await moveDuty(worker.id, on, confirm);
        setSilent(false);
      } catch (error) {
        setSilent(error instanceof Problem && error.code === "no_channel");
        throw error;
      }
    });
  return (
    <>
      <div className="row">
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void move(!worker.on_duty, false)}
        >
          <Icon name={worker.on_duty ? "off" : "check"} />
          {say.t(worker.on_duty ? "console.worker.put_off" : "console.worker.put_on")}
        </button>
        {silent && (
          <button
            type="button"
            className="btn quiet slim"
            aria-disabled={verb.busy}
            onClick={() => void move(true, true)}
          >
            {say.t("console.worker.put_on_anyway")}
          </button>
        )}
      </div>
      <Refused text={verb.refused} />
    </>
  );
}

function Leaves({ id, rows, plans }: { id: Id; rows: LeaveRow[]; plans: boolean }) {
  const say = useSay();
  const now = useNow();
  const verb = useFileVerb();
  return (
    <>
      <ul className="file-list">
        {rows.map((row) => (
          <li key={row.id} className="row">
            <Icon name="leaf" />
            <span className="grow">
              {spell(row)}
              {row.reason && ` · ${say.word("leave", row.reason)}`}
            </span>
            {plans && (
              <button
                type="button"
                className="btn quiet slim"
                aria-disabled={verb.busy}
                onClick={() => void verb.run(() => callOffLeave(row.id))}
              >
                {say.t("console.worker.call_off_leave")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Refused text={verb.refused} />
      {plans && <GrantLeave id={id} />}
    </>
  );

  function spell({ starts_at, ends_at }: LeaveRow): string {
    return say.t("console.worker.leave", {
      from: say.dayOrClock(starts_at, now),
      until: say.dayOrClock(ends_at, now),
    });
  }
}

function GrantLeave({ id }: { id: Id }) {
  const say = useSay();
  const now = useNow();
  const verb = useFileVerb();
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState<LeaveReason>("casual");
  const begin = () => {
    setFrom(asField(now));
    setUntil(asField(now + DAY_MS));
    setOpen(true);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const [start, end] = [asMoment(from), asMoment(until)];
    if (!start || !end) return;
    const leave = { starts_at: start, ends_at: end, reason };
    if (await verb.run(() => grantLeave(id, leave))) setOpen(false);
  };
  if (!open) {
    return (
      <button type="button" className="btn quiet slim" onClick={begin}>
        {say.t("console.worker.grant_leave")}
      </button>
    );
  }
  return (
    <form className="book" onSubmit={(event) => void submit(event)}>
      <When name={say.t("console.worker.from")} value={from} onSay={setFrom} />
      <When name={say.t("console.worker.until")} value={until} onSay={setUntil} />
      <LeaveReasons value={reason} onPick={setReason} />
      <Foot verb={verb} ready={true} onLeave={() => setOpen(false)}>
        {say.t("console.worker.grant_leave")}
      </Foot>
    </form>
  );
}

function Shifts({ rows }: { rows: WorkerFile["roster"]["shifts"] }) {
  const say = useSay();
  if (rows.length === 0) return <p className="small mute">{say.t("console.worker.no_shift")}</p>;
  return (
    <details className="why small">
      <summary>{say.t("console.worker.shifts", { n: rows.length })}</summary>
      <ul className="file-list">
        {rows.slice(0, SHIFTS_SHOWN).map((row) => (
          <li key={row.id} className="num">
            {say.shortDay(row.starts_at)} {say.clock(row.starts_at)}–{say.clock(row.ends_at)}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Who waits to be called back, as the attempts fall due: whether that is safe, and what came of it. */
import type { CallBackOutcome, CallBackRow, PlanAgainReason } from "@helpline/shared/types";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import {
  callBack,
  claimCallBack,
  completeCallBack,
  planAgain,
  releaseCallBack,
} from "../incident/verbs.ts";
import { safetyNow } from "../incident/who/told.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { claimNow, inOrder, OUTCOMES, PLAN_AGAIN } from "./backs.ts";

type Props = { rows: CallBackRow[]; onChange?: () => void };

export function CallBacks({ rows, onChange }: Props) {
  const say = useSay();
  return (
    <section className="backs" aria-label={say.t("console.back.title")}>
      <h2 className="group">
        <b>{say.t("console.back.title")}</b>
        <span className="num">{say.n(rows.length)}</span>
      </h2>
      {rows.length === 0 && <p className="mute pad">{say.t("console.back.none")}</p>}
      <ul>
        {inOrder(rows).map((row) => (
          <Line key={row.id} row={row} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row, onChange }: { row: CallBackRow; onChange?: (() => void) | undefined }) {
  const say = useSay();
  const now = useNow();
  const safe = safetyNow(row, now) === "safe";
  return (
    <li className={`edge st ${safe ? "safe" : "danger"} back-line`}>
      <p className="row">
        <Link to="/incidents/$id" params={{ id: row.incident_id }} className="num quiet-link">
          {row.caller_number ? say.phone(row.caller_number) : say.t("console.ring.withheld")}
        </Link>
        <span className="num small mute end">{say.dayOrClock(row.made_at, now)}</span>
      </p>
      <p className="small">
        <span className="num">{say.n(row.number)}</span> ·{" "}
        {say.word("call_back_reason", row.reason)}
        {row.attempts > 0 && ` · ${say.t("console.back.attempts", { n: row.attempts })}`}
      </p>
      <Due row={row} now={now} />
      <p className="small">
        <StateWord hue={safe ? "safe" : "danger"} icon={safe ? "safe" : "unsafe"}>
          {safe && row.contact_safe_until
            ? say.t("console.back.safe_until", {
                time: say.dayOrClock(row.contact_safe_until, now),
              })
            : say.t("console.back.not_safe")}
        </StateWord>
      </p>
      {row.in_hand ? (
        <p className="small">
          <StateWord hue="oncall" icon="phone">
            {say.t("console.back.in_hand", { name: say.words(row.in_hand) })}
          </StateWord>
        </p>
      ) : (
        <Verbs row={row} safe={safe} onChange={onChange} />
      )}
    </li>
  );
}

/** Which attempt is due and when, or that a supervisor has to decide; and who has it in hand. */
function Due({ row, now }: { row: CallBackRow; now: number }) {
  const say = useSay();
  const claim = claimNow(row, now, useMe()?.id ?? "");
  const late = row.due_at !== null && Date.parse(row.due_at) <= now;
  return (
    <>
      <p className="small">
        {row.due_at === null || row.attempt === null ? (
          <StateWord hue="overdue" icon="late">
            {say.t("console.back.plan_over")}
          </StateWord>
        ) : (
          say.t(late ? "console.back.due_now" : "console.back.due_at", {
            n: row.attempt,
            time: say.dayOrClock(row.due_at, now),
          })
        )}
      </p>
      {claim && row.claimed_by && row.claimed_until && !row.in_hand && (
        <p className="small">
          <StateWord hue="wrapup" icon="pen">
            {say.t("console.back.claimed", {
              name: say.words(row.claimed_by),
              time: say.clock(row.claimed_until),
            })}
          </StateWord>
        </p>
      )}
    </>
  );
}

type VerbsProps = { row: CallBackRow; safe: boolean; onChange?: (() => void) | undefined };

function Verbs({ row, safe, onChange }: VerbsProps) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const verb = useVerb();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const claim = claimNow(row, useNow(), useMe()?.id ?? "");
  const dials = safe && row.may_call && claim !== "theirs" && may.includes("call_backs.call");
  const call = async () => {
    const taken = await verb.run(() => callBack(row.id));
    onChange?.();
    if (taken) void navigate({ to: "/incidents/$id", params: { id: taken.incident_id } });
  };
  const complete = async (outcome: CallBackOutcome) => {
    if (await verb.run(() => completeCallBack(row.id, outcome))) setAsking(false);
    onChange?.();
  };
  return (
    <>
      {asking ? (
        <OneOf
          title={say.t("console.back.what_came")}
          codes={OUTCOMES}
          family="call_back_outcome"
          onPick={(outcome) => void complete(outcome)}
          onLeave={() => setAsking(false)}
        />
      ) : (
        <div className="row">
          {dials && (
            <button
              type="button"
              className="btn slim"
              aria-disabled={verb.busy}
              onClick={() => void call()}
            >
              <Icon name="phone" />
              {say.t("console.back.call")}
            </button>
          )}
          <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
            <Icon name="check" />
            {say.t("console.back.what_came")}
          </button>
        </div>
      )}
      <Plan row={row} claim={claim} verb={verb} onChange={onChange} />
      <Refused text={verb.refused} />
    </>
  );
}

type PlanProps = {
  row: CallBackRow;
  claim: "mine" | "theirs" | null;
  verb: Verb;
  onChange?: (() => void) | undefined;
};

/** Taking the row in hand and letting it go; once the plan is over, a supervisor has it begin anew. */
function Plan({ row, claim, verb, onChange }: PlanProps) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const [asking, setAsking] = useState(false);
  const run = async (work: () => Promise<unknown>) => {
    await verb.run(work);
    onChange?.();
  };
  const again = async (reason: PlanAgainReason) => {
    await run(() => planAgain(row.id, reason));
    setAsking(false);
  };
  if (row.plan_over_at !== null) {
    if (!may.includes("call_backs.plan_again")) return null;
    return asking ? (
      <OneOf
        title={say.t("console.back.why_again")}
        codes={PLAN_AGAIN}
        family="plan_again"
        onPick={(reason) => void again(reason)}
        onLeave={() => setAsking(false)}
      />
    ) : (
      <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
        <Icon name="hour" />
        {say.t("console.back.plan_again")}
      </button>
    );
  }
  if (claim === "theirs" || !may.includes("call_backs.call")) return null;
  const mine = claim === "mine";
  return (
    <button
      type="button"
      className="btn quiet slim"
      aria-disabled={verb.busy}
      onClick={() => void run(() => (mine ? releaseCallBack(row.id) : claimCallBack(row.id)))}
    >
      <Icon name={mine ? "check" : "pen"} />
      {say.t(mine ? "console.back.release" : "console.back.claim")}
    </button>
  );
}

/** What may be sent now, and what was sent and nobody has confirmed; an account is read by a press that is recorded. */
import { cashFail, cashGiveBack, cashSend, cashSlip } from "@helpline/shared/api";
import { newId } from "@helpline/shared/new-id";
import type { CashSent, CashSlip, CashToSend } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import { nameOf } from "../cases/Marks.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { WHY_FAILED, WHY_RETURNED } from "./codes.ts";
import { taka } from "./money.ts";
import { Reason } from "./Reason.tsx";
import { cashRefusal } from "./refusal.ts";
import { payablesQuery } from "./verbs.ts";

export function Payables() {
  const say = useSay();
  const { data, error } = useQuery(payablesQuery);
  return (
    <>
      <p className="small mute">{say.t("console.cash.pay_note")}</p>
      <Refused text={error && problemText(error, say)} />
      {data && (
        <>
          <section aria-label={say.t("console.cash.to_send")}>
            <h2 className="group">
              <b>{say.t("console.cash.to_send")}</b>
            </h2>
            {data.to_send.length === 0 && (
              <p className="pad mute" role="status">
                {say.t("console.cash.nothing_to_send")}
              </p>
            )}
            <ul className="service-list">
              {data.to_send.map((row) => (
                <li key={`${row.enrolment} ${row.tranche}`}>
                  <ToSend row={row} />
                </li>
              ))}
            </ul>
          </section>
          <section aria-label={say.t("console.cash.sent")}>
            <h2 className="group">
              <b>{say.t("console.cash.sent")}</b>
            </h2>
            {data.sent.length === 0 && (
              <p className="pad mute" role="status">
                {say.t("console.cash.nothing_sent")}
              </p>
            )}
            <ul className="service-list">
              {data.sent.map((row) => (
                <li key={row.payment}>
                  <Sent row={row} />
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
    </>
  );
}

/** A verb of paying; afterwards both lists are asked for anew. */
function usePayVerb() {
  const kept = useQueryClient();
  const tell = useCallback((error: unknown, say: Say) => cashRefusal(error, say), []);
  const verb = useVerb(tell);
  const act = async <T,>(work: () => Promise<T>): Promise<T | null> => {
    const done = await verb.run(work);
    await kept.invalidateQueries({ queryKey: ["cash"] });
    return done;
  };
  return { ...verb, act };
}

function ToSend({ row }: { row: CashToSend }) {
  const say = useSay();
  const now = useNow();
  const verb = usePayVerb();
  const [slip, setSlip] = useState<CashSlip | null>(null);
  const open = async () => {
    const path = { enrolment_id: row.enrolment };
    setSlip(await verb.run(() => cashSlip({ path })));
  };
  return (
    <article className="asked-line" aria-label={say.n(row.number)}>
      <p className="row service-name">
        <b className="num">{say.n(row.number)}</b>
        <span className="num cash-sum">{taka(row.poisha, say)}</span>
        <span className="mute">
          {say.t("console.cash.tranche_months", { n: row.tranche, months: row.months_left })}
        </span>
      </p>
      <p className="row small service-facts mute">
        <span>
          {row.channel ? say.word("cash_channel", row.channel) : say.t("console.cash.no_payee")}
        </span>
        <span className="num">
          {say.t("console.cash.released_at", { time: say.dayOrClock(row.released_at, now) })}
        </span>
      </p>
      {slip ? (
        <Slip slip={slip} row={row} verb={verb} onDone={() => setSlip(null)} />
      ) : (
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void open()}
        >
          <Icon name="lock" />
          {say.t("console.cash.read_slip")}
        </button>
      )}
      <Refused text={verb.refused} />
    </article>
  );
}

type SlipProps = {
  slip: CashSlip;
  row: CashToSend;
  verb: ReturnType<typeof usePayVerb>;
  onDone: () => void;
};

function Slip({ slip, row, verb, onDone }: SlipProps) {
  const say = useSay();
  const [months, setMonths] = useState(row.months_left);
  const [reference, setReference] = useState("");
  // Pressed again after a lost answer it is the same payment.
  const [id] = useState(newId);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const path = { enrolment_id: row.enrolment, no: row.tranche };
    const body = { id, payee: slip.payee, months, reference: reference.trim() || null };
    if (await verb.act(() => cashSend({ path, body }))) onDone();
  };
  return (
    <form className="book case-form" onSubmit={(event) => void submit(event)}>
      <dl className="facts whole">
        <div>
          <dt className="small mute">{say.t("console.cash.payee")}</dt>
          <dd>{called(slip.name) || say.t("console.cash.name_unknown")}</dd>
        </div>
        <div>
          <dt className="small mute">{say.word("cash_channel", slip.channel)}</dt>
          <dd className="num" lang="en">
            {slip.account ? say.n(slip.account) : say.t("console.case.erased")}
          </dd>
        </div>
        {slip.branch && (
          <div>
            <dt className="small mute">{say.t("console.cash.branch")}</dt>
            <dd>{slip.branch}</dd>
          </div>
        )}
      </dl>
      <Labelled name={say.t("console.cash.months")}>
        <select
          className="field num"
          value={months}
          onChange={({ target }) => setMonths(Number(target.value))}
        >
          {Array.from({ length: row.months_left }, (_, at) => row.months_left - at).map((n) => (
            <option key={n} value={n}>
              {say.t("console.cash.months_sum", {
                n,
                sum: taka((row.poisha / row.months_left) * n, say),
              })}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled name={say.t("console.cash.reference")} wide>
        <input
          className="field"
          lang="en"
          maxLength={80}
          value={reference}
          onChange={({ target }) => setReference(target.value)}
        />
      </Labelled>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy}>
          <Icon name="go" />
          {say.t(verb.busy ? "common.sending" : "console.cash.was_sent")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
    </form>
  );
}

export function called(name: { bn: string | null; latin: string | null } | null): string {
  return [name?.bn, name?.latin].filter(Boolean).join(" · ");
}

function Sent({ row }: { row: CashSent }) {
  const say = useSay();
  const now = useNow();
  const verb = usePayVerb();
  const path = { enrolment_id: row.enrolment, payment_id: row.payment };
  return (
    <article className="asked-line" aria-label={`${say.n(row.number)} ${taka(row.poisha, say)}`}>
      <p className="row service-name">
        <b className="num">{say.n(row.number)}</b>
        <span className="num cash-sum">{taka(row.poisha, say)}</span>
        <span className="mute">
          {say.t("console.cash.tranche_months", { n: row.tranche, months: row.months })}
        </span>
      </p>
      <p className="row small service-facts mute">
        <span>{say.word("cash_channel", row.channel)}</span>
        <span className="num">
          {say.t("console.cash.sent_at", { time: say.dayOrClock(row.sent_at, now) })}
        </span>
        <span>{nameOf(row.sent_by, say)}</span>
      </p>
      <p className="small mute">{say.t("console.cash.others_confirm")}</p>
      <div className="row asked-verbs">
        <Reason
          name={say.t("console.cash.fail")}
          icon="x"
          codes={WHY_FAILED}
          family="cash_why"
          busy={verb.busy}
          onPick={(reason, words) => verb.act(() => cashFail({ path, body: { reason, words } }))}
        />
        <Reason
          name={say.t("console.cash.give_back")}
          icon="xfer"
          codes={WHY_RETURNED}
          family="cash_why"
          busy={verb.busy}
          onPick={(reason, words) =>
            verb.act(() => cashGiveBack({ path, body: { reason, words } }))
          }
        />
      </div>
      <Refused text={verb.refused} />
    </article>
  );
}

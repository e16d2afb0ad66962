/** What was sent for the child and what became of it; whoever hears that it arrived says so, and is another one than who sent it. */
import { cashConfirm, cashUndo } from "@helpline/shared/api";
import type { CashPaymentRow } from "@helpline/shared/types";
import { nameOf } from "../cases/Marks.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { HOW_CONFIRMED, WHY_UNDONE } from "./codes.ts";
import type { FileProps } from "./EnrolmentPage.tsx";
import { taka } from "./money.ts";
import { Reason } from "./Reason.tsx";
import { PAYMENT } from "./standing.ts";
import { useCashVerb } from "./useCashVerb.ts";

export function Payments(props: FileProps) {
  const say = useSay();
  const { payments } = props.file;
  return (
    <Part title={say.t("console.cash.payments")}>
      {payments.length === 0 && <p className="small mute">{say.t("console.cash.no_payment")}</p>}
      <ul className="file-list">
        {[...payments].reverse().map((one) => (
          <li key={one.id}>
            <One payment={one} {...props} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** A payment is confirmed by something; all else has a reason, taking back a return among it. */
function familyOf(reason: string): string {
  return (HOW_CONFIRMED as readonly string[]).includes(reason) ? "cash_confirmed" : "cash_why";
}

function One({ payment: one, file, named, may }: FileProps & { payment: CashPaymentRow }) {
  const say = useSay();
  const now = useNow();
  const verb = useCashVerb(named);
  const path = { enrolment_id: file.enrolment.id, payment_id: one.id };
  const own = one.sent_by?.id === may.me;
  const ended = file.enrolment.state === "ended";
  return (
    <>
      <p className="row">
        <b className="num">{taka(one.poisha, say)}</b>
        <StateWord hue={PAYMENT[one.state].hue} icon={PAYMENT[one.state].icon}>
          {say.word("cash_payment", one.state)}
        </StateWord>
        <span className="small mute">
          {say.t("console.cash.tranche_months", { n: one.tranche, months: one.months })}
        </span>
      </p>
      <p className="small mute">
        {say.t("console.cash.sent_at", { time: say.dayOrClock(one.sent_at, now) })} ·{" "}
        {nameOf(one.sent_by, say)}
        {one.reason && ` · ${say.word(familyOf(one.reason), one.reason)}`}
        {one.words && ` · ${one.words}`}
        {one.reference && (
          <>
            {" · "}
            <span lang="en">{one.reference}</span>
          </>
        )}
      </p>
      <div className="row asked-verbs">
        {may.write && one.state === "sent" && !own && (
          <Reason
            primary
            name={say.t("console.cash.arrived")}
            icon="check"
            codes={HOW_CONFIRMED}
            family="cash_confirmed"
            busy={verb.busy}
            onPick={(how) => verb.act(() => cashConfirm({ path, body: { how } }))}
          />
        )}
        {may.approve && one.state !== "sent" && !ended && (
          <Reason
            name={say.t("console.cash.undo")}
            icon="xfer"
            codes={WHY_UNDONE}
            family="cash_why"
            busy={verb.busy}
            onPick={(reason, words) => verb.act(() => cashUndo({ path, body: { reason, words } }))}
          />
        )}
      </div>
      <Refused text={verb.refused} />
    </>
  );
}

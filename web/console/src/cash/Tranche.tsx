/** One tranche: what its conditions lack, who proposed and released it, its holds, and what may be done with it now. */
import {
  cashHold,
  cashLift,
  cashPropose,
  cashReject,
  cashRelease,
  cashReverse,
  cashWithdraw,
} from "@helpline/shared/api";
import type { CashHoldRow, CashTrancheRow } from "@helpline/shared/types";
import { nameOf } from "../cases/Marks.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { WHY_HELD, WHY_LIFTED, WHY_REJECTED, WHY_REVERSED } from "./codes.ts";
import type { FileProps } from "./EnrolmentPage.tsx";
import { Evidence, today } from "./Evidence.tsx";
import { taka } from "./money.ts";
import { Reason } from "./Reason.tsx";
import { TRANCHE } from "./standing.ts";
import { useCashVerb } from "./useCashVerb.ts";

type Props = FileProps & { tranche: CashTrancheRow };

export function Tranche(props: Props) {
  const say = useSay();
  const { tranche: one, file } = props;
  const running = file.enrolment.state === "enrolled";
  return (
    <Part title={say.t("console.cash.tranche", { n: one.no })}>
      <p className="row cash-standing">
        <StateWord hue={TRANCHE[one.state].hue} icon={TRANCHE[one.state].icon}>
          {say.word("cash_tranche", one.state)}
        </StateWord>
        {one.held && (
          <StateWord hue="overdue" icon="hold">
            {say.t("console.cash.held")}
          </StateWord>
        )}
        <b className="num">{taka(one.poisha, say)}</b>
        <span className="small mute">{say.t("console.cash.for_months", { n: one.months })}</span>
        {one.due_on && (
          <span className="small mute num">
            {say.t("console.cash.due_from", { day: say.day(`${one.due_on}T06:00:00Z`) })}
          </span>
        )}
      </p>
      <Who one={one} />
      {one.holds.map((hold) => (
        <Held key={hold.held_at} hold={hold} />
      ))}
      <Evidence
        {...props}
        things={file.scheme.conditions}
        tranche={one.no}
        lacks={one.lacks}
        open={running && one.state !== "paid"}
      />
      {running && <Verbs {...props} />}
    </Part>
  );
}

function Who({ one }: { one: CashTrancheRow }) {
  const say = useSay();
  const now = useNow();
  return (
    <>
      {one.proposed_at && (
        <p className="small mute">
          {say.t("console.cash.proposed_by", {
            name: nameOf(one.proposed_by, say),
            time: say.dayOrClock(one.proposed_at, now),
          })}
        </p>
      )}
      {one.released_at && (
        <p className="small mute">
          {say.t("console.cash.released_by", {
            name: nameOf(one.released_by, say),
            time: say.dayOrClock(one.released_at, now),
          })}
        </p>
      )}
      {(one.reason || one.words) && (
        <p className="small case-words">
          {[one.reason && say.word("cash_why", one.reason), one.words].filter(Boolean).join(" · ")}
        </p>
      )}
    </>
  );
}

function Held({ hold }: { hold: CashHoldRow }) {
  const say = useSay();
  const now = useNow();
  return (
    <p className="small mute">
      {say.t("console.cash.held_by", {
        name: nameOf(hold.held_by, say),
        time: say.dayOrClock(hold.held_at, now),
        why: say.word("cash_why", hold.reason),
      })}
      {hold.words && ` · ${hold.words}`}
      {hold.lifted_at &&
        ` · ${say.t("console.cash.lifted_by", {
          name: nameOf(hold.lifted_by, say),
          time: say.dayOrClock(hold.lifted_at, now),
          why: say.word("cash_why", hold.lift_reason ?? ""),
        })}`}
      {hold.lift_words && ` · ${hold.lift_words}`}
    </p>
  );
}

function Verbs({ tranche: one, file, named, may }: Props) {
  const say = useSay();
  const verb = useCashVerb(named);
  const path = { enrolment_id: file.enrolment.id, no: one.no };
  const before = file.tranches.find(({ no }) => no === one.no - 1);
  const inTurn = !before || before.state === "released" || before.state === "paid";
  const due = one.due_on !== null && one.due_on <= today();
  const evidenced = one.lacks.length === 0;
  const own = one.proposed_by?.id === may.me;
  const untouched = one.months_left === one.months;
  return (
    <div className="case-approval">
      {one.state === "open" && !inTurn && before && (
        <p className="small mute">{say.t("console.cash.comes_first", { n: before.no })}</p>
      )}
      {one.state === "proposed" && own && (
        <p className="small mute">{say.t("console.cash.another_person")}</p>
      )}
      <div className="row asked-verbs">
        {may.write && one.state === "open" && inTurn && (
          <button
            type="button"
            className="btn primary slim"
            aria-disabled={verb.busy || !due || !evidenced || one.held}
            onClick={() => void verb.act(() => cashPropose({ path, body: {} }))}
          >
            <Icon name="go" />
            {say.t("console.cash.propose")}
          </button>
        )}
        {may.approve && one.state === "proposed" && !own && (
          <button
            type="button"
            className="btn primary slim"
            aria-disabled={verb.busy || !evidenced || one.held}
            onClick={() => void verb.act(() => cashRelease({ path }))}
          >
            <Icon name="check" />
            {say.t("console.cash.release")}
          </button>
        )}
        {may.approve && one.state === "proposed" && !own && (
          <Reason
            name={say.t("console.cash.reject")}
            icon="x"
            codes={WHY_REJECTED}
            family="cash_why"
            busy={verb.busy}
            onPick={(reason, words) =>
              verb.act(() => cashReject({ path, body: { reason, words } }))
            }
          />
        )}
        {may.write && one.state === "proposed" && own && (
          <button
            type="button"
            className="btn slim"
            aria-disabled={verb.busy}
            onClick={() => void verb.act(() => cashWithdraw({ path }))}
          >
            {say.t("console.cash.withdraw")}
          </button>
        )}
        {may.write && !one.held && one.state !== "paid" && one.state !== "cancelled" && (
          <Reason
            name={say.t("console.cash.hold")}
            icon="hold"
            codes={WHY_HELD}
            family="cash_why"
            busy={verb.busy}
            onPick={(reason, words) => verb.act(() => cashHold({ path, body: { reason, words } }))}
          />
        )}
        {may.approve && one.held && (
          <Reason
            name={say.t("console.cash.lift")}
            icon="check"
            codes={WHY_LIFTED}
            family="cash_why"
            busy={verb.busy}
            onPick={(reason, words) => verb.act(() => cashLift({ path, body: { reason, words } }))}
          />
        )}
        {may.approve && one.state === "released" && untouched && (
          <Reason
            name={say.t("console.cash.reverse")}
            icon="xfer"
            codes={WHY_REVERSED}
            family="cash_why"
            busy={verb.busy}
            onPick={(reason, words) =>
              verb.act(() => cashReverse({ path, body: { reason, words } }))
            }
          />
        )}
      </div>
      <Refused text={verb.refused} />
    </div>
  );
}

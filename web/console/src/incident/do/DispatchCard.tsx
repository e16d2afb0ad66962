/** One dispatch: its state, each person asked with what became of every alert, time left and who is next. */
import type { IconName } from "@helpline/shared/icons";
import type { DispatchRow, DispatchState, StandDownReason } from "@helpline/shared/types";
import { useState } from "react";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { OneOf } from "../../parts/OneOf.tsx";
import { Refused } from "../../parts/Refused.tsx";
import type { Hue } from "../../parts/status.tsx";
import { StateWord, UrgencyBadge } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import { useMe } from "../../session/session.ts";
import { useReadOnly } from "../useDraft.ts";
import { useVerb } from "../useVerb.ts";
import { standDown } from "../verbs.ts";
import { BedLine } from "./BedLine.tsx";
import { ByWord } from "./ByWord.tsx";
import { CallWanted } from "./CallWanted.tsx";
import { Charge } from "./Charge.tsx";
import { CheckInLine } from "./CheckInLine.tsx";
import { NextStep } from "./NextStep.tsx";
import { PositionLine } from "./PositionLine.tsx";
import { Steps } from "./Steps.tsx";
import { VisitPanel } from "./VisitPanel.tsx";

export const DISPATCH_LOOK: Record<DispatchState, [Hue, IconName]> = {
  alerting: ["waiting", "hour"],
  accepted: ["info", "check"],
  en_route: ["info", "go"],
  reached: ["oncall", "flag"],
  done: ["safe", "safe"],
  unanswered: ["overdue", "late"],
  stood_down: ["none", "x"],
};
export const STAND_DOWN: readonly StandDownReason[] = [
  "not_needed",
  "reassigned",
  "mistake",
  "other",
];
const CAN_STAND_DOWN: readonly DispatchState[] = ["alerting", "unanswered", "accepted", "en_route"];

export function DispatchCard({ row }: { row: DispatchRow }) {
  const say = useSay();
  const now = useNow();
  const readOnly = useReadOnly();
  const me = useMe();
  const [hue, icon] = DISPATCH_LOOK[row.state];
  const since = sinceOf(row);
  return (
    <div className="dispatch">
      <div className="row dispatch-head">
        <StateWord hue={hue} icon={icon}>
          {say.word("dispatch", row.state)}
        </StateWord>
        {row.agency && <span>{say.t(`agency.${row.agency}`)}</span>}
        {row.accepted_by && <b>{say.words(row.accepted_by.name)}</b>}
        {row.outcome && <span>{say.word("outcome", row.outcome)}</span>}
        {row.handed_to && <b>{say.words(row.handed_to.name)}</b>}
        <span className="mute small num end">
          {since && say.dayOrClock(since, now)} · {say.t("console.do.task", { no: row.task_no })}
        </span>
        <UrgencyBadge urgency={row.urgency} />
      </div>
      <Steps steps={row.steps} />
      <BedLine bed={row.bed} />
      <CheckInLine row={row} verbs={!readOnly} />
      <CallWanted row={row} readOnly={readOnly} />
      <VisitPanel row={row} />
      <PositionLine position={row.position} />
      <NextStep row={row} />
      {!readOnly && <ByWord row={row} />}
      {CAN_STAND_DOWN.includes(row.state) && !readOnly && <StandDown id={row.id} />}
      {me?.role === "supervisor" && <Charge row={row} />}
    </div>
  );
}

function sinceOf(row: DispatchRow): string | null {
  return (
    row.done_at ?? row.reached_at ?? row.en_route_at ?? row.acknowledged_at ?? row.requested_at
  );
}

function StandDown({ id }: { id: string }) {
  const say = useSay();
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  const pick = async (reason: StandDownReason) => {
    if (await verb.run(() => standDown(id, reason))) setAsking(false);
  };
  return (
    <div className="stand-down">
      {asking ? (
        <OneOf
          title={say.t("console.do.why_stand_down")}
          codes={STAND_DOWN}
          family="stand_down"
          onPick={(reason) => void pick(reason)}
          onLeave={() => setAsking(false)}
        />
      ) : (
        <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
          <Icon name="x" />
          {say.t("console.do.stand_down")}
        </button>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

/** The call bar: state and timer, who calls, how urgent, ticket and number; ending and completing the call. */
import type { CallRow, IncidentRow, PauseReason } from "@helpline/shared/types";
import { useNavigate } from "@tanstack/react-router";
import { PauseMenu } from "../duty/DutyVerbs.tsx";
import { askPause } from "../duty/duty.ts";
import { useKeys } from "../keys/useKeys.ts";
import { useTwice } from "../keys/useTwice.ts";
import { Cap } from "../parts/Cap.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { CallTimer } from "./CallTimer.tsx";
import { useField } from "./useDraft.ts";
import { useVerb } from "./useVerb.ts";
import { completeCall, extendWrapUp, hangUp, holdCall, resumeCall } from "./verbs.ts";

type Props = { incident: IncidentRow; call: CallRow | null; isOwn: boolean };

export function CallBar({ incident, call, isOwn }: Props) {
  const say = useSay();
  const verb = useVerb();
  return (
    <div className="call-bar">
      <CallTimer incident={incident} call={call} />
      <div className="call-who">
        <div className="row">
          <Caller />
          {incident.urgency && <UrgencyBadge urgency={incident.urgency} worded />}
        </div>
        <p className="mute small num">
          {say.n(incident.number)}
          {call?.caller_number && ` · ${say.phone(call.caller_number)}`}
        </p>
      </div>
      <Refused text={verb.refused} />
      {isOwn && call && <CallTools call={call} verb={verb} />}
    </div>
  );
}

function Caller() {
  const say = useSay();
  const { value } = useField("caller_relation");
  return (
    <b className="call-title">
      {typeof value === "string" ? say.word("calls_as", value) : say.t("console.call.not_said_who")}
    </b>
  );
}

/** So often may more time be taken for the work after a call. */
const WRAP_UPS = 2;

function CallTools({ call, verb }: { call: CallRow; verb: ReturnType<typeof useVerb> }) {
  const say = useSay();
  const navigate = useNavigate();
  const live = call.state === "talking" || call.state === "connecting";
  const talks = call.state === "talking";
  const wrapUp = call.state === "ended" && call.wrap_up;
  const end = useTwice(() => void verb.run(() => hangUp(call.id)));
  const home = () => navigate({ to: "/" });
  const complete = async () => {
    if (wrapUp && (await verb.run(() => completeCall(call.id)))) await home();
  };
  const pause = async (reason: PauseReason) => {
    if (await verb.run(() => askPause(reason))) await home();
  };
  const turn = () => void verb.run(() => (call.held_at ? resumeCall(call.id) : holdCall(call.id)));
  useKeys({
    hold: () => talks && turn(),
    hang_up: () => live && end.press(),
    complete: () => void complete(),
  });
  return (
    <div className="tools">
      {talks && <Hold held={call.held_at !== null} busy={verb.busy} onPress={turn} />}
      {live && <EndCall armed={end.armed} busy={verb.busy} onPress={end.press} />}
      {wrapUp && call.wrap_up_extended < WRAP_UPS && (
        <button
          type="button"
          className="btn tool"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => extendWrapUp(call.id))}
        >
          <span className="row">
            <Icon name="hour" />
            {say.t("console.call.more_time")}
          </span>
        </button>
      )}
      {wrapUp && <PauseMenu onPick={(reason) => void pause(reason)} />}
      {wrapUp && <Complete busy={verb.busy} onPress={() => void complete()} />}
    </div>
  );
}

function Hold({ held, busy, onPress }: { held: boolean; busy: boolean; onPress: () => void }) {
  const say = useSay();
  return (
    <button type="button" className="btn tool" aria-disabled={busy} onClick={onPress}>
      <span className="row">
        <Icon name={held ? "phone" : "hold"} />
        {say.t(held ? "console.call.resume" : "console.call.hold")}
      </span>
      <Cap action="hold" />
    </button>
  );
}

function EndCall({ armed, busy, onPress }: { armed: boolean; busy: boolean; onPress: () => void }) {
  const say = useSay();
  return (
    <button type="button" className="btn danger tool" aria-disabled={busy} onClick={onPress}>
      <span className="row" aria-live="polite">
        <Icon name="down" />
        {armed ? say.t("console.call.end_again") : say.t("console.call.end")}
      </span>
      <Cap action="hang_up" />
    </button>
  );
}

function Complete({ busy, onPress }: { busy: boolean; onPress: () => void }) {
  const say = useSay();
  return (
    <button type="button" className="btn primary tool" aria-disabled={busy} onClick={onPress}>
      <span className="row">
        <Icon name="check" />
        {say.t("console.call.complete")}
      </span>
      <Cap action="complete" />
    </button>
  );
}

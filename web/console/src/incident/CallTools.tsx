/** The verbs of the call in hand, each with its key: mute, hold, transfer, help, end; and those of the work after it. */
import type { CallRow, PauseReason } from "@helpline/shared/types";
import { useNavigate } from "@tanstack/react-router";
import { PauseMenu } from "../duty/DutyVerbs.tsx";
import { askPause } from "../duty/duty.ts";
import type { Action } from "../keys/keymap.ts";
import { useKeys } from "../keys/useKeys.ts";
import { useTwice } from "../keys/useTwice.ts";
import { isTalking, isWrapUp, ownLine } from "../parties/rules.ts";
import { askHelp, onParty, withdrawHelp } from "../parties/verbs.ts";
import { Cap } from "../parts/Cap.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { useVerb, type Verb } from "./useVerb.ts";
import { completeCall, extendWrapUp, hangUp, holdCall, resumeCall } from "./verbs.ts";

/** So often may more time be taken for the work after a call. */
const WRAP_UPS = 2;

type Props = { call: CallRow; verb: Verb; onTransfer: () => void; transferring: boolean };

export function CallTools(props: Props) {
  return isWrapUp(props.call) ? <AfterCall call={props.call} /> : <InCall {...props} />;
}

function InCall({ call, verb, onTransfer, transferring }: Props) {
  const say = useSay();
  const me = useMe();
  const talks = isTalking(call);
  const live = talks || call.state === "connecting";
  const line = ownLine(call, me?.id ?? null);
  const end = useTwice(() => void verb.inTurn("end", () => hangUp(call.id)));
  const hold = () =>
    void (call.held_at
      ? verb.inTurn("resume", () => resumeCall(call.id))
      : verb.inTurn("hold", () => holdCall(call.id)));
  const mute = () => {
    if (!line) return;
    const way = line.muted_at ? "unmute" : "mute";
    void verb.inTurn(way, () => onParty(call.id, line.id, way));
  };
  const help = () =>
    void (call.help_at
      ? verb.inTurn("no_help", () => withdrawHelp(call.id))
      : verb.inTurn("help", () => askHelp(call.id)));
  useKeys({
    mute: () => talks && mute(),
    hold: () => talks && hold(),
    transfer: () => talks && onTransfer(),
    help: () => talks && help(),
    hang_up: () => live && end.press(),
  });
  const tool = (action: Action, on: boolean, press: () => void) => ({
    action,
    on,
    busy: verb.busy,
    onPress: press,
  });
  return (
    <div className="tools">
      {talks && (
        <>
          {line && (
            <Tool {...tool("mute", line.muted_at !== null, mute)} icon="mute">
              {say.t(line.muted_at ? "console.call.unmute" : "console.call.mute")}
            </Tool>
          )}
          <Tool
            {...tool("hold", call.held_at !== null, hold)}
            icon={call.held_at ? "phone" : "hold"}
          >
            {say.t(call.held_at ? "console.call.resume" : "console.call.hold")}
          </Tool>
          <Tool {...tool("transfer", transferring, onTransfer)} icon="xfer" expands>
            {say.t("console.call.transfer")}
          </Tool>
          <Tool {...tool("help", call.help_at !== null, help)} icon="hand">
            {say.t(call.help_at ? "console.call.help_asked" : "console.call.help")}
          </Tool>
        </>
      )}
      {live && (
        <button
          type="button"
          className="btn danger tool tool-end"
          aria-disabled={verb.busy}
          onClick={end.press}
        >
          <span className="row" aria-live="polite">
            <Icon name="down" />
            {end.armed ? say.t("console.call.end_again") : say.t("console.call.end")}
          </span>
          <Cap action="hang_up" />
        </button>
      )}
    </div>
  );
}

/** Its verbs wait for no other: the line may tell of the end before the request for it is answered. */
function AfterCall({ call }: { call: CallRow }) {
  const say = useSay();
  const verb = useVerb();
  const navigate = useNavigate();
  const home = () => navigate({ to: "/" });
  const complete = async () => {
    if (await verb.run(() => completeCall(call.id))) await home();
  };
  const pause = async (reason: PauseReason) => {
    if (await verb.run(() => askPause(reason))) await home();
  };
  useKeys({ complete: () => void complete() });
  return (
    <div className="tools">
      <Refused text={verb.refused} />
      {call.wrap_up_extended < WRAP_UPS && (
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
      <PauseMenu onPick={(reason) => void pause(reason)} />
      <button
        type="button"
        className="btn primary tool"
        aria-disabled={verb.busy}
        onClick={() => void complete()}
      >
        <span className="row">
          <Icon name="check" />
          {say.t("console.call.complete")}
        </span>
        <Cap action="complete" />
      </button>
    </div>
  );
}

type ToolProps = {
  action: Action;
  icon: "mute" | "hold" | "phone" | "xfer" | "hand";
  on: boolean;
  busy: boolean;
  /** It opens a panel instead of doing something at once. */
  expands?: boolean;
  onPress: () => void;
  children: string;
};

/** When it is on the word changes and the edge says so. */
function Tool({ action, icon, on, busy, expands, onPress, children }: ToolProps) {
  return (
    <button
      type="button"
      className={on ? "btn tool is-on" : "btn tool"}
      aria-disabled={busy}
      aria-expanded={expands ? on : undefined}
      onClick={onPress}
    >
      <span className="row">
        <Icon name={icon} />
        {children}
      </span>
      <Cap action={action} />
    </button>
  );
}

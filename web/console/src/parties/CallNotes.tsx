/** What a counsellor must know of the line: who listens, who is asked to come, and who sees to a request for help. */
import type { CallParty, CallRow } from "@helpline/shared/types";
import { useVerb } from "../incident/useVerb.ts";
import { Countdown, Elapsed } from "../parts/Countdown.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { isTalking, listeners, mayHandOver } from "./rules.ts";
import { handOver, takeBack, withdrawHelp } from "./verbs.ts";

/** Stands under the call bar and is read out when it changes; empty most of the time. */
export function CallNotes({ call, isOwn }: { call: CallRow; isOwn: boolean }) {
  const talks = isTalking(call);
  return (
    <div className="call-notes" aria-live="polite">
      {talks && listeners(call).map((party) => <Listens key={party.id} party={party} />)}
      {talks && isOwn && <Help call={call} />}
      {talks &&
        isOwn &&
        call.invitations.map((one) => <Invited key={one.id} asked={one} call={call} />)}
    </div>
  );
}

function Listens({ party }: { party: CallParty }) {
  const say = useSay();
  return (
    <p className="notice st info call-note">
      <Icon name="ear" />
      <b>
        {say.t(`console.listen.seen_${party.mode ?? "listen"}`, { name: say.words(party.name) })}
      </b>
      {party.since && (
        <span className="mute">
          <Elapsed since={party.since} />
        </span>
      )}
    </p>
  );
}

function Help({ call }: { call: CallRow }) {
  const say = useSay();
  const verb = useVerb();
  if (call.help_at) {
    return (
      <div className="notice st waiting call-note">
        <Icon name="hand" />
        <b>{say.t("console.help.asked")}</b>
        <Elapsed since={call.help_at} />
        <button
          type="button"
          className="btn slim end"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => withdrawHelp(call.id))}
        >
          {say.t("console.help.withdraw")}
        </button>
        <Refused text={verb.refused} />
      </div>
    );
  }
  if (!call.help_answered_by) return null;
  return (
    <p className="notice st safe call-note">
      <Icon name="hand" />
      <b>{say.t("console.help.answered", { name: say.words(call.help_answered_by) })}</b>
    </p>
  );
}

type InvitedProps = { asked: CallRow["invitations"][number]; call: CallRow };

function Invited({ asked, call }: InvitedProps) {
  const say = useSay();
  const verb = useVerb();
  const waits = asked.state === "asked";
  const ready = mayHandOver(asked, call);
  const name = say.words(asked.to.name);
  const key = waits ? `asked_${asked.kind}` : ready ? `ready_${asked.kind}` : "coming";
  return (
    <div className={`notice st ${waits ? "waiting" : "info"} call-note`}>
      <Icon name={waits ? "hour" : "users"} />
      <b>{say.t(`console.invited.${key}`, { name })}</b>
      {waits && asked.due_at && <Countdown dueAt={asked.due_at} />}
      <span className="row end">
        {ready && (
          <button
            type="button"
            className="btn primary slim"
            aria-disabled={verb.busy}
            onClick={() => void verb.run(() => handOver(asked.id))}
          >
            <Icon name="xfer" />
            {say.t("console.invited.hand_over")}
          </button>
        )}
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => takeBack(asked.id))}
        >
          {say.t("console.invited.take_back")}
        </button>
      </span>
      <Refused text={verb.refused} />
    </div>
  );
}

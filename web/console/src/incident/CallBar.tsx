/** The call bar: state and timer, who calls, how urgent, ticket and number, the call's verbs; below it what goes on with the line. */
import type { CallRow, IncidentRow } from "@helpline/shared/types";
import { useState } from "react";
import { CallNotes } from "../parties/CallNotes.tsx";
import { isTalking } from "../parties/rules.ts";
import { TransferPanel } from "../parties/TransferPanel.tsx";
import { Refused } from "../parts/Refused.tsx";
import { UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { CallTimer } from "./CallTimer.tsx";
import { CallTools } from "./CallTools.tsx";
import { useField } from "./useDraft.ts";
import { useVerb } from "./useVerb.ts";

type Props = { incident: IncidentRow; call: CallRow | null; isOwn: boolean };

export function CallBar({ incident, call, isOwn }: Props) {
  const say = useSay();
  const verb = useVerb();
  const [transferring, setTransferring] = useState(false);
  const mayTransfer = isOwn && call !== null && isTalking(call);
  return (
    <>
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
        {isOwn && call && (
          <CallTools
            call={call}
            verb={verb}
            transferring={transferring && mayTransfer}
            onTransfer={() => setTransferring(!transferring)}
          />
        )}
      </div>
      {call && <CallNotes call={call} isOwn={isOwn} />}
      {transferring && mayTransfer && (
        <TransferPanel call={call} onLeave={() => setTransferring(false)} />
      )}
    </>
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

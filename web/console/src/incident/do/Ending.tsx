/** How an incident ends: the child is safe, linking to another ticket, closing with a reason; a refusal stands in place. */
import type { CloseReason, Found, IncidentRow } from "@helpline/shared/types";
import { useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { OneOf } from "../../parts/OneOf.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { useVerb } from "../useVerb.ts";
import { close, markSafe } from "../verbs.ts";
import { LinkTicket } from "./LinkTicket.tsx";

export const CLOSE_REASONS: readonly CloseReason[] = [
  "resolved",
  "information_only",
  "prank",
  "wrong_number",
  "silent",
  "duplicate",
  "other",
];

export const FOUND: readonly Found[] = [
  "at_home_safe",
  "with_relative",
  "in_centre",
  "in_hospital",
  "with_police",
  "marriage_stopped",
  "no_danger",
  "other",
];

export function Ending({ incident }: { incident: IncidentRow }) {
  const say = useSay();
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  const [linking, setLinking] = useState(false);
  const [finding, setFinding] = useState(false);
  if (incident.state === "linked") return null;
  if (incident.state === "closed") return <Closed incident={incident} />;
  if (linking) {
    return (
      <div className="blk ending">
        <LinkTicket incident={incident} onLeave={() => setLinking(false)} />
      </div>
    );
  }
  const pick = async (reason: CloseReason) => {
    if (await verb.run(() => close(incident.id, reason))) setAsking(false);
  };
  const saySafe = async (found: Found) => {
    if (await verb.run(() => markSafe(incident.id, found))) setFinding(false);
  };
  if (finding) {
    return (
      <div className="blk ending">
        <OneOf
          title={say.t("console.do.what_found")}
          codes={FOUND}
          family="found"
          onPick={(found) => void saySafe(found)}
          onLeave={() => setFinding(false)}
        />
        <Refused text={verb.refused} />
      </div>
    );
  }
  return (
    <div className="blk ending">
      {asking ? (
        <OneOf
          title={say.t("console.do.why_close")}
          codes={CLOSE_REASONS}
          family="close"
          onPick={(reason) => void pick(reason)}
          onLeave={() => setAsking(false)}
        />
      ) : (
        <div className="row">
          {incident.clock.safe_at === null && (
            <button
              type="button"
              className="btn"
              aria-disabled={verb.busy}
              onClick={() => setFinding(true)}
            >
              <Icon name="safe" />
              {say.t("console.do.mark_safe")}
            </button>
          )}
          <button type="button" className="btn quiet" onClick={() => setLinking(true)}>
            <Icon name="xfer" />
            {say.t("console.link.open")}
          </button>
          <button type="button" className="btn quiet end" onClick={() => setAsking(true)}>
            <Icon name="lock" />
            {say.t("console.do.close")}
          </button>
        </div>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

function Closed({ incident }: { incident: IncidentRow }) {
  const say = useSay();
  return (
    <p className="blk row">
      <Icon name="lock" />
      <span>
        {say.t("console.do.closed")} {incident.closed_at && say.clock(incident.closed_at)}
        {incident.close_reason && ` · ${say.word("close", incident.close_reason)}`}
      </span>
    </p>
  );
}

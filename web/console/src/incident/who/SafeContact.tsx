/** The safe-contact line: always first in its column, never scrolled away; unknown is unsafe. */
import type { CallRow } from "@helpline/shared/types";
import { useLine } from "../../live/client.ts";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { useSay } from "../../say/useSay.ts";
import { useMe } from "../../session/session.ts";
import { ContactVerbs } from "./ContactVerbs.tsx";
import { safetyOf } from "./told.ts";

type Props = { incidentId: string; call: CallRow | null };

export function SafeContact({ incidentId, call }: Props) {
  const say = useSay();
  const now = useNow();
  const offer = useLine(({ offers }) => offers[incidentId]);
  const safety = safetyOf(call, offer, now);
  const safe = safety === "safe";
  const until = (call ?? offer)?.contact_safe_until;
  return (
    <div className={`notice st ${safe ? "safe" : "danger"} safe-contact`}>
      <p className="state">
        <Icon name={safe ? "safe" : "unsafe"} />
        {say.t(safe ? "console.who.contact_safe" : "console.who.no_contact")}
      </p>
      <p className="small">
        {say.t(WHY[safety])}
        {safe &&
          until &&
          ` ${say.t("console.who.safe_until", { time: say.dayOrClock(until, now) })}`}
      </p>
      {call?.caller_number && <Override incidentId={incidentId} />}
    </div>
  );
}

const WHY = {
  safe: "console.who.contact_safe_why",
  unsafe: "console.who.unsafe_why",
  unknown: "console.who.no_contact_why",
} as const;

/** A supervisor may overrule what is known, with a reason. */
function Override({ incidentId }: { incidentId: string }) {
  const me = useMe();
  return me?.permissions.includes("contact.decide") ? (
    <ContactVerbs incidentId={incidentId} />
  ) : null;
}

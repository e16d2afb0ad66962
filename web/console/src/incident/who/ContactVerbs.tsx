/** A supervisor says that a number may, or must not, be called, and why; it shows no state. */
import type { AllowReason, ForbidReason } from "@helpline/shared/types";
import { useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { OneOf } from "../../parts/OneOf.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { useVerb } from "../useVerb.ts";
import { allowContact, forbidContact } from "../verbs.ts";

const ALLOW: readonly AllowReason[] = ["caller_asked", "known_safe", "danger_greater", "other"];
const FORBID: readonly ForbidReason[] = [
  "caller_asked_not",
  "somebody_listens",
  "not_the_childs_phone",
  "other",
];

export function ContactVerbs({ incidentId }: { incidentId: string }) {
  const say = useSay();
  const verb = useVerb();
  const [asking, setAsking] = useState<"allow" | "forbid" | null>(null);
  const done = (row: unknown) => row && setAsking(null);
  return (
    <div className="contact-verbs">
      {asking === null && (
        <div className="row">
          <button type="button" className="btn slim" onClick={() => setAsking("allow")}>
            <Icon name="safe" />
            {say.t("console.who.allow")}
          </button>
          <button type="button" className="btn slim" onClick={() => setAsking("forbid")}>
            <Icon name="unsafe" />
            {say.t("console.who.forbid")}
          </button>
        </div>
      )}
      {asking === "allow" && (
        <OneOf
          title={say.t("console.who.why_allow")}
          codes={ALLOW}
          family="contact_allow"
          onPick={(reason) => void verb.run(() => allowContact(incidentId, reason)).then(done)}
          onLeave={() => setAsking(null)}
        />
      )}
      {asking === "forbid" && (
        <OneOf
          title={say.t("console.who.why_forbid")}
          codes={FORBID}
          family="contact_forbid"
          onPick={(reason) => void verb.run(() => forbidContact(incidentId, reason)).then(done)}
          onLeave={() => setAsking(null)}
        />
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

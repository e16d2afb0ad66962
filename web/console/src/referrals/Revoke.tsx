/** Calls a referral off, with a reason: from then on the organisation is told nothing of the child. */
import { casesRevokeReferral } from "@helpline/shared/api";
import type { WhyRevoked } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { useCaseVerb } from "../cases/useCase.ts";
import { Options } from "../children/Options.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { WHY_REVOKED } from "./caseVerbs.ts";

type Props = { caseId: string; referral: string; onDone: () => void };

export function Revoke({ caseId, referral, onDone }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const [reason, setReason] = useState<WhyRevoked | "">("");
  const [words, setWords] = useState("");
  const lacks = !reason || (reason === "other" && !words.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks || !reason) return;
    void verb.run(async () => {
      const path = { case_id: caseId, referral_id: referral };
      await casesRevokeReferral({ path, body: { reason, words: words.trim() || null } });
      onDone();
    });
  };
  return (
    <form
      className="book case-form"
      onSubmit={submit}
      aria-label={say.t("console.refer.do_revoke")}
    >
      <Labelled name={say.t("console.case.reason")} wide>
        <Options
          value={reason}
          codes={WHY_REVOKED}
          family="why_revoked"
          none={say.t("console.child.choose")}
          onPick={setReason}
        />
      </Labelled>
      <Words max={2000} name={say.t("console.case.note")} value={words} onText={setWords} />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          {say.t("console.refer.do_revoke")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

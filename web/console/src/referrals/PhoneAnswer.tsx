/** Writes down what an organisation said by telephone or letter; a case it takes on itself, signed in. */
import { casesRecordReferralAnswer } from "@helpline/shared/api";
import type { AnswerReason, AnswerVerb, ReferralRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { useCaseVerb } from "../cases/useCase.ts";
import { Options } from "../children/Options.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { OUTCOMES, WHY_REJECTED } from "./verbs.ts";

type Props = { caseId: string; row: ReferralRow; onDone: () => void };

/** What can be said at each state; nobody takes a case on for another. */
function legal(row: ReferralRow): AnswerVerb[] {
  if (row.state !== "sent") return ["done"];
  return row.what === "transfer" ? ["reject"] : ["accept", "reject"];
}

export function PhoneAnswer({ caseId, row, onDone }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const verbs = legal(row);
  const [answer, setAnswer] = useState<AnswerVerb>(verbs[0] ?? "reject");
  const [reason, setReason] = useState<AnswerReason | "">("");
  const [words, setWords] = useState("");
  const lacks = answer !== "accept" && (!reason || (reason === "other" && !words.trim()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    void verb.run(async () => {
      const path = { case_id: caseId, referral_id: row.id };
      const said = answer === "accept" ? null : words.trim() || null;
      const why = answer === "accept" ? null : reason || null;
      await casesRecordReferralAnswer({ path, body: { verb: answer, reason: why, words: said } });
      onDone();
    });
  };
  return (
    <form
      className="book case-form"
      onSubmit={submit}
      aria-label={say.t("console.refer.do_answer")}
    >
      <Labelled name={say.t("console.refer.they_said")} wide>
        <Options
          value={answer}
          codes={verbs}
          family="referral_answer"
          onPick={(picked) => {
            setAnswer(picked);
            setReason("");
          }}
        />
      </Labelled>
      {answer !== "accept" && (
        <>
          <Labelled
            name={say.t(answer === "done" ? "console.asked.what_came" : "console.asked.why_not")}
            wide
          >
            <Options<AnswerReason>
              value={reason}
              codes={answer === "done" ? OUTCOMES : [...WHY_REJECTED, "other"]}
              family={answer === "done" ? "referral_outcome" : "why_rejected"}
              none={say.t("console.child.choose")}
              onPick={setReason}
            />
          </Labelled>
          <Words max={2000} name={say.t("console.case.note")} value={words} onText={setWords} />
        </>
      )}
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="check" />
          {say.t("console.case.save")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

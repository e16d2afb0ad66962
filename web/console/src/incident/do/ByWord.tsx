/** Writes down the answer of one who was asked and said it on the telephone; it counts as any other. */
import type { DeclineReason, DispatchRow, DispatchStep } from "@helpline/shared/types";
import { useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { OneOf } from "../../parts/OneOf.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { useVerb } from "../useVerb.ts";
import { recordAnswer } from "../verbs.ts";

type Reason = DeclineReason;

export const BY_WORD = ["yes", "no"] as const;
const WHY_NOT: readonly Reason[] = ["too_far", "not_safe", "ill", "busy", "conflict", "other"];

/** One button for each who may still answer. */
export function ByWord({ row }: { row: DispatchRow }) {
  if (row.state !== "alerting" && row.state !== "unanswered") return null;
  const asked = row.steps.filter(
    ({ state, responder }) =>
      responder.kind !== "staff" && (state === "alerted" || state === "expired"),
  );
  return (
    <>
      {asked.map((step) => (
        <AnswerOf key={step.no} dispatch={row.id} step={step} />
      ))}
    </>
  );
}

function AnswerOf({ dispatch, step }: { dispatch: string; step: DispatchStep }) {
  const say = useSay();
  const verb = useVerb();
  const [at, setAt] = useState<"closed" | "answer" | "reason">("closed");
  const name = say.words(step.responder.name);
  const send = async (answer: "yes" | "no", reason?: Reason) => {
    const { kind, id } = step.responder;
    if (kind === "staff") return; // takes charge on the screen: nobody answers for a supervisor
    const done = await verb.run(() => recordAnswer(dispatch, { kind, id }, answer, reason));
    if (done) setAt("closed");
  };
  const leave = () => setAt("closed");
  return (
    <div className="by-word">
      {at === "closed" && (
        <button type="button" className="btn quiet slim" onClick={() => setAt("answer")}>
          <Icon name="phone" />
          {say.t("console.do.by_word", { name })}
        </button>
      )}
      {at === "answer" && (
        <OneOf
          title={say.t("console.do.by_word_what", { name })}
          codes={BY_WORD}
          family="by_word"
          onPick={(answer) => (answer === "no" ? setAt("reason") : void send("yes"))}
          onLeave={leave}
        />
      )}
      {at === "reason" && (
        <OneOf
          title={say.t("console.do.by_word_why", { name })}
          codes={WHY_NOT}
          family="decline"
          onPick={(reason) => void send("no", reason)}
          onLeave={leave}
        />
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

/** Nobody sees to a decision any more: why, and in words; they may name no child of the agenda either. */
import type { DecisionRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { Options } from "../children/Options.tsx";
import type { Verb } from "../incident/useVerb.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { dropSaid } from "./typed.ts";
import { drop, WHY_DROPPED } from "./verbs.ts";

const LONGEST = 900;

type Props = { row: DecisionRow; verb: Verb; onLeave: () => void };

export function Drop({ row, verb, onLeave }: Props) {
  const say = useSay();
  const [reason, setReason] = useState<(typeof WHY_DROPPED)[number] | "">("");
  const [words, setWords] = useState("");
  const said = dropSaid(reason, words);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (said && (await verb.run(() => drop(row.id, said)))) onLeave();
  };
  return (
    <form
      className="book told"
      aria-label={say.t("console.committees.drop_no", { n: row.no })}
      onSubmit={(event) => void send(event)}
    >
      <Labelled name={say.t("console.committees.why_dropped")} wide>
        <Options
          value={reason}
          codes={WHY_DROPPED}
          family="why_dropped"
          none={say.t("console.committees.choose")}
          onPick={setReason}
        />
      </Labelled>
      <Words
        name={say.t(
          reason === "other" ? "console.committees.which_reason" : "console.committees.remark",
        )}
        value={words}
        max={LONGEST}
        onText={setWords}
      />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !said}>
          {say.t("console.committees.drop")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

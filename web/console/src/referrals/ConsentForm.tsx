/** Writes down who says yes or no to telling an organisation of the child, and what must not be told even so. */
import { casesNoteConsent } from "@helpline/shared/api";
import type { ConsentAnswer, ConsentGiver, ServiceRow, Withholdable } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Several, Words } from "../cases/Fields.tsx";
import { useCaseVerb } from "../cases/useCase.ts";
import { Options } from "../children/Options.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { CONSENT_ANSWERS, GIVERS, WITHHOLDABLE } from "./caseVerbs.ts";

type Props = {
  caseId: string;
  service: Pick<ServiceRow, "organisation" | "kind">;
  onDone: () => void;
  onLeave: () => void;
};

const ASSENTS = ["yes", "no"] as const;

export function ConsentForm({ caseId, service, onDone, onLeave }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const [giver, setGiver] = useState<ConsentGiver | "">("");
  const [answer, setAnswer] = useState<ConsentAnswer | "">("");
  const [assents, setAssents] = useState<(typeof ASSENTS)[number] | "">("");
  const [withheld, setWithheld] = useState<Withholdable[]>([]);
  const [words, setWords] = useState("");
  const lacks = !giver || !answer;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!giver || !answer) return;
    void verb.run(async () => {
      const body = {
        organisation: service.organisation.id,
        service: service.kind,
        giver,
        answer,
        child_assents: giver === "child" || !assents ? null : assents === "yes",
        withheld,
        words: words.trim() || null,
      };
      await casesNoteConsent({ path: { case_id: caseId }, body });
      onDone();
    });
  };
  const none = say.t("console.child.choose");
  return (
    <form
      className="book case-form"
      onSubmit={submit}
      aria-label={say.t("console.refer.do_consent")}
    >
      <Labelled name={say.t("console.refer.giver")}>
        <Options
          value={giver}
          codes={GIVERS}
          family="consent_giver"
          none={none}
          onPick={setGiver}
        />
      </Labelled>
      <Labelled name={say.t("console.refer.said")}>
        <Options
          value={answer}
          codes={CONSENT_ANSWERS}
          family="consent_answer"
          none={none}
          onPick={setAnswer}
        />
      </Labelled>
      {giver !== "" && giver !== "child" && (
        <Labelled name={say.t("console.refer.child_too")} wide>
          <Options
            value={assents}
            codes={ASSENTS}
            family="consent"
            none={say.word("consent", "not_asked")}
            onPick={setAssents}
          />
        </Labelled>
      )}
      <Several
        name={say.t("console.refer.keep_back")}
        codes={WITHHOLDABLE}
        family="told_part"
        chosen={withheld}
        onPick={setWithheld}
      />
      <Words max={2000} name={say.t("console.case.in_words")} value={words} onText={setWords} />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="check" />
          {say.t("console.refer.save_consent")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

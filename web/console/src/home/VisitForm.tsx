/** What was found at a follow-up, with the child's own view or why it was not asked. */
import { casesTellHomeVisit } from "@helpline/shared/api";
import type {
  HomeFound,
  HowFollowedUp,
  ReintegrationRow,
  WhyAtRisk,
  YesNo,
} from "@helpline/shared/types";
import { useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { useCaseVerb } from "../cases/useCase.ts";
import { Options } from "../children/Options.tsx";
import { DateField } from "../dates/DateField.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSentId } from "../parts/useSentId.ts";
import { useSay } from "../say/useSay.ts";
import { HOME_FOUND, HOW_FOLLOWED_UP, WHY_AT_RISK } from "./codes.ts";
import { Form } from "./Form.tsx";

type Props = { caseId: string; row: ReintegrationRow; slot: string | null; onDone: () => void };

export function VisitForm({ caseId, row, slot, onDone }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const sent = useSentId();
  const [how, setHow] = useState<HowFollowedUp>("visit");
  const [found, setFound] = useState<HomeFound | "">("");
  const [at, setAt] = useState<string | null>("");
  const [seen, setSeen] = useState<YesNo | "">("");
  const [asked, setAsked] = useState<YesNo | "">("");
  const [view, setView] = useState("");
  const [whyNot, setWhyNot] = useState("");
  const [reason, setReason] = useState<WhyAtRisk | "">("");
  const [words, setWords] = useState("");
  const met = found !== "not_met";
  const said = asked === "yes" ? view.trim() : whyNot.trim();
  const lacks =
    !found ||
    at === null ||
    !words.trim() ||
    (met && (seen === "" || asked === "" || !said)) ||
    (found === "risk" && !reason);
  const send = () =>
    void verb.run(async () => {
      if (!found) return;
      const body = {
        follow_up: slot,
        how,
        found,
        at: at ? `${at}:00+06:00` : null,
        words: words.trim(),
        child_seen: met && seen === "yes",
        child_asked: met && asked === "yes",
        child_view: met && asked === "yes" ? view.trim() : null,
        why_not_asked: met && asked === "no" ? whyNot.trim() : null,
        reason: found === "risk" && reason ? reason : null,
      };
      const path = { case_id: caseId, reintegration_id: row.id };
      await casesTellHomeVisit({ path, body: { ...body, id: sent.of(body) } });
      onDone();
    });
  return (
    <Form
      title={say.t("console.home.tell")}
      does={say.t(found === "risk" ? "console.home.begin_anew" : "console.case.save")}
      busy={verb.busy}
      lacks={lacks}
      refused={verb.refused}
      onSend={send}
      onLeave={onDone}
    >
      <Labelled name={say.t("console.home.how")} wide>
        <Options value={how} codes={HOW_FOLLOWED_UP} family="how_followed_up" onPick={setHow} />
      </Labelled>
      <Labelled name={say.t("console.home.found")} wide>
        <Options
          value={found}
          codes={HOME_FOUND}
          family="home_found"
          none={say.t("console.child.choose")}
          onPick={setFound}
        />
      </Labelled>
      <DateField
        wide
        of="moment"
        name={say.t("console.case.when")}
        value={at ?? ""}
        onSay={setAt}
      />
      {met && (
        <>
          <YesOrNo name={say.t("console.home.child_seen")} value={seen} onPick={setSeen} />
          <YesOrNo name={say.t("console.case.child_asked")} value={asked} onPick={setAsked} />
        </>
      )}
      {met && asked === "yes" && (
        <Words name={say.t("console.case.child_view")} value={view} onText={setView} />
      )}
      {met && asked === "no" && (
        <Words name={say.t("console.case.why_not_asked")} value={whyNot} onText={setWhyNot} />
      )}
      {found === "risk" && (
        <>
          <Labelled name={say.t("console.home.which_risk")} wide>
            <Options
              value={reason}
              codes={WHY_AT_RISK}
              family="why_at_risk"
              none={say.t("console.child.choose")}
              onPick={setReason}
            />
          </Labelled>
          <p className="small notice st overdue whole">{say.t("console.home.risk_note")}</p>
        </>
      )}
      <Words
        rows={3}
        max={8000}
        name={say.t("console.case.found")}
        value={words}
        onText={setWords}
      />
    </Form>
  );
}

type AskProps = { name: string; value: YesNo | ""; onPick: (value: YesNo) => void };

function YesOrNo({ name, value, onPick }: AskProps) {
  const say = useSay();
  return (
    <Labelled name={name} wide>
      <Options
        value={value}
        codes={["yes", "no"]}
        family="child_value"
        none={say.t("console.child.choose")}
        onPick={onPick}
      />
    </Labelled>
  );
}

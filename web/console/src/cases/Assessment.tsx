/** The assessment: what was found in each domain, in the worker's words and the child's; unknown is an answer, never none. */
import { casesRequestApproval, casesWriteAssessment } from "@helpline/shared/api";
import type { AssessmentDomain, Concern } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { CONCERNS, DOMAINS } from "./codes.ts";
import { Words } from "./Fields.tsx";
import type { PartProps } from "./parts.ts";
import { SaveRow } from "./SaveRow.tsx";
import { type FormProps, SheetPart } from "./SheetPart.tsx";
import { type Assessed, assessed } from "./sheets.ts";
import { useCaseVerb } from "./useCase.ts";

export function AssessmentPart(props: PartProps) {
  return (
    <SheetPart
      {...props}
      sheet="assessment"
      view={(said) => <View said={assessed(said)} />}
      form={(form) => <Form {...form} />}
    />
  );
}

function View({ said }: { said: Assessed }) {
  const say = useSay();
  return (
    <dl className="case-said small">
      {DOMAINS.map((domain) => {
        const found = said.domains[domain];
        return (
          <div key={domain}>
            <dt className="mute">{say.word("case_domain", domain)}</dt>
            <dd className={found?.concern === "serious" ? "case-serious" : undefined}>
              {found
                ? say.word("case_concern", found.concern)
                : say.t("console.case.not_looked_at")}
              {found?.words && <span className="case-words"> · {found.words}</span>}
            </dd>
          </div>
        );
      })}
      <div>
        <dt className="mute">{say.t("console.case.summary")}</dt>
        <dd className="case-words">{said.summary || say.t("console.case.not_said")}</dd>
      </div>
      <div>
        <dt className="mute">{say.t("console.case.child_view")}</dt>
        <dd className="case-words">{said.child_view || say.t("console.case.not_said")}</dd>
      </div>
    </dl>
  );
}

function Form({ caseId, before, onDone }: FormProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const [said, setSaid] = useState(() => assessed(before?.said));
  const put = (domain: AssessmentDomain, concern: Concern | "", words: string) => {
    const { [domain]: _, ...others } = said.domains;
    const domains = concern ? { ...others, [domain]: { concern, words } } : others;
    setSaid({ ...said, domains });
  };
  const save = (asks: boolean) =>
    verb.run(async () => {
      const path = { case_id: caseId };
      const domains = DOMAINS.flatMap((domain) => {
        const found = said.domains[domain];
        return found ? [{ domain, concern: found.concern, words: found.words.trim() || null }] : [];
      });
      const body = {
        base_revision: before?.revision ?? 0,
        domains,
        summary: said.summary.trim() || null,
        child_view: said.child_view.trim() || null,
      };
      const { revision } = await casesWriteAssessment({ path, body });
      // What is incomplete is kept all the same, and the form stays to complete it.
      const sheet = "assessment" as const;
      if (asks) await casesRequestApproval({ path: { ...path, sheet }, body: { revision } });
      onDone();
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save(false);
  };
  return (
    <form className="case-form" onSubmit={submit} aria-label={say.word("case_sheet", "assessment")}>
      {DOMAINS.map((domain) => {
        const found = said.domains[domain];
        return (
          <fieldset
            key={domain}
            className="case-domain"
            aria-label={say.word("case_domain", domain)}
          >
            <Labelled name={say.word("case_domain", domain)}>
              <Options
                value={found?.concern ?? ""}
                codes={CONCERNS}
                family="case_concern"
                none={say.t("console.case.not_looked_at")}
                onPick={(concern) => put(domain, concern, found?.words ?? "")}
              />
            </Labelled>
            <Labelled name={say.t("console.case.in_words")} wide>
              <input
                className="field"
                maxLength={4000}
                value={found?.words ?? ""}
                disabled={!found}
                onChange={({ target }) => found && put(domain, found.concern, target.value)}
              />
            </Labelled>
          </fieldset>
        );
      })}
      <Words
        name={say.t("console.case.summary")}
        value={said.summary}
        onText={(summary) => setSaid({ ...said, summary })}
      />
      <Words
        name={say.t("console.case.child_view")}
        value={said.child_view}
        onText={(child_view) => setSaid({ ...said, child_view })}
      />
      <SaveRow busy={verb.busy} onAsk={() => void save(true)} onLeave={onDone} />
      <Refused text={verb.refused} />
    </form>
  );
}

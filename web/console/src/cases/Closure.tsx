/** How a case ends: a reason, the child's own view or why it was not asked, and a supervisor's word. */
import { casesRequestClosure } from "@helpline/shared/api";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { Words } from "./Fields.tsx";
import type { PartProps } from "./parts.ts";
import { reasonsQuery } from "./queries.ts";
import { type FormProps, SheetPart } from "./SheetPart.tsx";
import { type Closed, closed } from "./sheets.ts";
import { lastApproval, newest } from "./standing.ts";
import { useCaseVerb } from "./useCase.ts";

export function ClosurePart(props: PartProps) {
  const { opened, row, may } = props;
  const current = newest(opened.sheets, "closure", row.episode);
  const last = current && lastApproval(opened.approvals, current);
  // While a supervisor is asked nothing else can be asked for.
  const write = may.write && last?.state !== "requested";
  return (
    <SheetPart
      {...props}
      may={{ ...may, write }}
      sheet="closure"
      view={(said) => <View said={closed(said)} />}
      form={(form) => <Form {...form} />}
    />
  );
}

function View({ said }: { said: Closed }) {
  const say = useSay();
  const { data } = useQuery(reasonsQuery);
  const reason = data?.close.find(({ code }) => code === said.reason);
  return (
    <dl className="case-said small">
      <div>
        <dt className="mute">{say.t("console.case.close_reason")}</dt>
        <dd>{reason && say.words(reason.name)}</dd>
      </div>
      <div>
        <dt className="mute">
          {say.t(said.child_asked ? "console.case.child_view" : "console.case.why_not_asked")}
        </dt>
        <dd className="case-words">{said.child_asked ? said.child_view : said.why_not_asked}</dd>
      </div>
      {said.words && (
        <div>
          <dt className="mute">{say.t("console.case.in_words")}</dt>
          <dd className="case-words">{said.words}</dd>
        </div>
      )}
    </dl>
  );
}

function Form({ caseId, before, onDone }: FormProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const { data } = useQuery(reasonsQuery);
  const [said, setSaid] = useState(() => closed(before?.said));
  const [asked, setAsked] = useState<"yes" | "no" | "">(
    before ? (said.child_asked ? "yes" : "no") : "",
  );
  const view = asked === "yes" ? said.child_view : said.why_not_asked;
  const lacks = !said.reason || asked === "" || !view.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    void verb.run(async () => {
      const body = {
        reason: said.reason,
        child_asked: asked === "yes",
        child_view: asked === "yes" ? said.child_view.trim() : null,
        why_not_asked: asked === "no" ? said.why_not_asked.trim() : null,
        words: said.words.trim() || null,
      };
      await casesRequestClosure({ path: { case_id: caseId }, body });
      onDone();
    });
  };
  return (
    <form
      className="book case-form"
      onSubmit={submit}
      aria-label={say.word("case_sheet", "closure")}
    >
      <div className="whole">
        <Labelled name={say.t("console.case.close_reason")}>
          <select
            className="field"
            value={said.reason}
            onChange={({ target }) => setSaid({ ...said, reason: target.value })}
          >
            <option value="">—</option>
            {data?.close.map(({ code, name }) => (
              <option key={code} value={code}>
                {say.words(name)}
              </option>
            ))}
          </select>
        </Labelled>
      </div>
      <Labelled name={say.t("console.case.child_asked")} wide>
        <Options
          value={asked}
          codes={["yes", "no"]}
          family="child_value"
          none={say.t("console.child.choose")}
          onPick={setAsked}
        />
      </Labelled>
      {asked === "yes" && (
        <Words
          name={say.t("console.case.child_view")}
          value={said.child_view}
          onText={(child_view) => setSaid({ ...said, child_view })}
        />
      )}
      {asked === "no" && (
        <Words
          name={say.t("console.case.why_not_asked")}
          value={said.why_not_asked}
          onText={(why_not_asked) => setSaid({ ...said, why_not_asked })}
        />
      )}
      <Words
        name={say.t("console.case.closing_words")}
        value={said.words}
        onText={(words) => setSaid({ ...said, words })}
      />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="go" />
          {say.t("console.case.ask_closing")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
        {lacks && <span className="small mute">{say.t("console.case.closing_lacks")}</span>}
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

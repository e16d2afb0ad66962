/** Begins the next episode of a closed case, for a reason of the list. */
import { casesReopen } from "@helpline/shared/api";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { reasonsQuery } from "./queries.ts";
import { useCaseVerb } from "./useCase.ts";

export function Reopen({ caseId, onDone }: { caseId: string; onDone: () => void }) {
  const say = useSay();
  const verb = useCaseVerb();
  const { data } = useQuery(reasonsQuery);
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!reason) return;
    void verb.run(async () => {
      await casesReopen({ path: { case_id: caseId }, body: { reason } });
      onDone();
    });
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={say.t("console.case.reopen")}>
      <p className="small whole">{say.t("console.case.reopen_note")}</p>
      <Labelled name={say.t("console.case.why_reopen")} wide>
        <select className="field" value={reason} onChange={({ target }) => setReason(target.value)}>
          <option value="">{say.t("console.child.choose")}</option>
          {data?.reopen.map(({ code, name }) => (
            <option key={code} value={code}>
              {say.words(name)}
            </option>
          ))}
        </select>
      </Labelled>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !reason}>
          <Icon name="flag" />
          {say.t("console.case.reopen")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** Stands in place of a case that asks for a reason first, or is not this person's; a closed one is reopened here. */
import { casesRead, casesReadWithReason, Problem } from "@helpline/shared/api";
import type { WhyCaseOpened } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { askAgain } from "../live/client.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { useMe } from "../session/session.ts";
import { WHY_OPENED } from "./codes.ts";
import { Words } from "./Fields.tsx";
import { Reopen } from "./Reopen.tsx";
import { useCaseVerb } from "./useCase.ts";

type Props = { id: string; number: string | null };

export function CaseShut({ id, number }: Props) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  // The live line says that it is shut; only the door itself says why.
  const { error, isSuccess } = useQuery({
    queryKey: ["case-shut", id],
    queryFn: async () => {
      await casesRead({ path: { case_id: id } });
      askAgain(`case/${id}`);
      return true;
    },
    staleTime: 0,
    gcTime: 0,
  });
  const problem = error instanceof Problem ? error : null;
  const asksWhy = problem?.code === "reason_is_needed";
  const closed = problem?.facts.closed === true;
  if (!problem || isSuccess) {
    return (
      <main className="plain-page">
        <p className="mute" role="status">
          {say.t("console.case.opening")}
        </p>
      </main>
    );
  }
  const title = !asksWhy ? "not_opened" : closed ? "is_shut" : "other_area";
  return (
    <main className="plain-page">
      <h1>
        {say.t(`console.case.${title}`)} {number && <span className="num">{say.n(number)}</span>}
      </h1>
      {asksWhy ? <WhyOpen id={id} /> : <p role="alert">{problemText(problem, say)}</p>}
      {closed && may.includes("cases.reopen") && (
        <Reopen caseId={id} onDone={() => askAgain(`case/${id}`)} />
      )}
      <Link to="/cases" className="btn">
        {say.t("console.case.back")}
      </Link>
    </main>
  );
}

function WhyOpen({ id }: { id: string }) {
  const say = useSay();
  const verb = useCaseVerb();
  const [reason, setReason] = useState<WhyCaseOpened | "">("");
  const [note, setNote] = useState("");
  const lacks = !reason || (reason === "other" && !note.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks || !reason) return;
    void verb.run(async () => {
      const body = { reason, note: note.trim() || null };
      await casesReadWithReason({ path: { case_id: id }, body });
      askAgain(`case/${id}`);
    });
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={say.t("console.case.open_file")}>
      <p className="small whole">{say.t("console.case.why_open")}</p>
      <Labelled name={say.t("console.case.reason")} wide>
        <Options
          value={reason}
          codes={WHY_OPENED}
          family="case_opened"
          none={say.t("console.child.choose")}
          onPick={setReason}
        />
      </Labelled>
      <Words name={say.t("console.case.note")} value={note} onText={setNote} />
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || lacks}>
          <Icon name="lock" />
          {say.t("console.case.open_file")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

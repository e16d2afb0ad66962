/** The actions of an approved plan: whose, until when, and what shows that each is done or why it was dropped. */
import { casesEndAction } from "@helpline/shared/api";
import type { ActionRow, DocumentRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { Words } from "./Fields.tsx";
import { nameOf } from "./Marks.tsx";
import type { PartProps } from "./parts.ts";
import { useCaseVerb } from "./useCase.ts";

export function Actions({ opened, row, may, rows }: PartProps & { rows: ActionRow[] }) {
  const say = useSay();
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className="small mute">{say.t("console.case.actions")}</h3>
      <ul className="file-list case-actions">
        {rows.map((one) => (
          <Action
            key={one.id}
            caseId={row.id}
            row={one}
            documents={opened.documents}
            mayEnd={may.write && one.state === "open"}
          />
        ))}
      </ul>
    </>
  );
}

type Props = { caseId: string; row: ActionRow; documents: DocumentRow[]; mayEnd: boolean };

const LOOK = {
  open: ["info", "pen"],
  done: ["safe", "check"],
  dropped: ["none", "x"],
  late: ["overdue", "late"],
} as const;

function Action({ caseId, row, documents, mayEnd }: Props) {
  const say = useSay();
  const now = useNow();
  const [ending, setEnding] = useState<"done" | "drop" | null>(null);
  const end = Date.parse(`${row.due_on}T23:59:59+06:00`);
  const [hue, icon] = LOOK[row.state === "open" && end < now ? "late" : row.state];
  const shown = documents.find(({ id }) => id === row.document);
  return (
    <li>
      <p>
        <StateWord hue={hue} icon={icon}>
          {say.word("case_action", row.state)}
        </StateWord>{" "}
        <span className="case-words">{row.words ?? say.t("console.case.erased")}</span>
      </p>
      <p className="small mute">
        {row.goal && `${row.goal} · `}
        {row.responsible
          ? nameOf(row.responsible, say)
          : (row.who ?? say.t("console.case.somebody"))}
        {" · "}
        <span className="num">{say.day(`${row.due_on}T00:00:00+06:00`)}</span>
      </p>
      {row.evidence && <p className="small case-words">{row.evidence}</p>}
      {shown && (
        <p className="small">
          <Icon name="link" /> {shown.name ?? say.t("console.case.erased")}
        </p>
      )}
      {mayEnd && !ending && (
        <div className="row">
          <button type="button" className="btn slim" onClick={() => setEnding("done")}>
            <Icon name="check" />
            {say.t("console.case.action_done")}
          </button>
          <button type="button" className="btn quiet slim" onClick={() => setEnding("drop")}>
            {say.t("console.case.action_drop")}
          </button>
        </div>
      )}
      {mayEnd && ending && (
        <End
          caseId={caseId}
          actionId={row.id}
          how={ending}
          documents={documents}
          onLeave={() => setEnding(null)}
        />
      )}
    </li>
  );
}

type EndProps = {
  caseId: string;
  actionId: string;
  how: "done" | "drop";
  documents: DocumentRow[];
  onLeave: () => void;
};

function End({ caseId, actionId, how, documents, onLeave }: EndProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const [words, setWords] = useState("");
  const [document, setDocument] = useState("");
  const lacks = !words.trim() && (how === "drop" || !document);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    void verb.run(async () => {
      const path = { case_id: caseId, action_id: actionId };
      const body = { how, words: words.trim() || null, document: document || null };
      await casesEndAction({ path, body });
      onLeave();
    });
  };
  return (
    <form
      className="book case-form"
      onSubmit={submit}
      aria-label={say.t(`console.case.action_${how}`)}
    >
      <Words name={say.t(`console.case.evidence_${how}`)} value={words} onText={setWords} />
      {how === "done" && documents.length > 0 && (
        <Labelled name={say.t("console.case.or_document")} wide>
          <select
            className="field"
            value={document}
            onChange={({ target }) => setDocument(target.value)}
          >
            <option value="">—</option>
            {documents.map(({ id, name }) => (
              <option key={id} value={id}>
                {name ?? say.t("console.case.erased")}
              </option>
            ))}
          </select>
        </Labelled>
      )}
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="check" />
          {say.t(`console.case.action_${how}`)}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

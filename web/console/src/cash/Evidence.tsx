/** Evidence: each thing that must stand with its last word, all words before it, and the form for a new one. */
import { casesRead, cashNoteEvidence } from "@helpline/shared/api";
import type { CashEvidenceRow, CashLack, CashNamed, NewCashEvidence } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { nameOf } from "../cases/Marks.tsx";
import { Options } from "../children/Options.tsx";
import { DateField } from "../dates/DateField.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { type Hue, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { ANSWERS, WITNESSES } from "./codes.ts";
import type { FileProps } from "./EnrolmentPage.tsx";
import { useCashVerb } from "./useCashVerb.ts";

type Props = FileProps & {
  /** Criteria, or the conditions of a tranche. */
  things: readonly CashNamed[];
  tranche: number | null;
  lacks: readonly CashLack[];
  /** Whether more may be written down. */
  open: boolean;
};

const HUES: Record<CashLack["why"], Hue> = {
  not_asked: "waiting",
  too_old: "waiting",
  unknown: "waiting",
  refused: "overdue",
  broken: "overdue",
};

export function Evidence(props: Props) {
  const { file, things, tranche, lacks, open, may } = props;
  const say = useSay();
  const [adding, setAdding] = useState(false);
  const words = file.evidence.filter((one) => one.tranche === tranche);
  return (
    <>
      <ul className="file-list">
        {things.map(({ code, name }) => {
          const lack = lacks.find((one) => one.code === code);
          const said = words.filter(({ about }) => about === code);
          return (
            <li key={code}>
              <div className="row cash-thing">
                <span className="grow">{say.words(name)}</span>
                {lack ? (
                  <StateWord
                    hue={HUES[lack.why]}
                    icon={HUES[lack.why] === "overdue" ? "x" : "hour"}
                  >
                    {say.word("cash_lack", lack.why)}
                  </StateWord>
                ) : (
                  <StateWord hue="safe" icon="check">
                    {say.t("console.cash.evidenced")}
                  </StateWord>
                )}
              </div>
              {said.length > 0 && (
                <Said rows={[...said].reverse()} caseId={file.enrolment.case.id} />
              )}
            </li>
          );
        })}
      </ul>
      {may.write && open && !adding && (
        <button type="button" className="btn quiet slim" onClick={() => setAdding(true)}>
          <Icon name="pen" />
          {say.t("console.cash.note_evidence")}
        </button>
      )}
      {may.write && open && adding && <Note {...props} onDone={() => setAdding(false)} />}
    </>
  );
}

function Said({ rows, caseId }: { rows: CashEvidenceRow[]; caseId: string }) {
  const say = useSay();
  const [last, ...before] = rows;
  if (!last) return null;
  return (
    <>
      <One one={last} caseId={caseId} />
      {before.length > 0 && (
        <details className="why case-earlier">
          <summary className="small">{say.t("console.cash.earlier", { n: before.length })}</summary>
          {before.map((one) => (
            <One key={one.id} one={one} caseId={caseId} />
          ))}
        </details>
      )}
    </>
  );
}

function One({ one, caseId }: { one: CashEvidenceRow; caseId: string }) {
  const say = useSay();
  return (
    <div className="small">
      <p className="mute">
        {say.word("cash_answer", one.answer)} · {say.word("cash_witness", one.witness)} ·{" "}
        <span className="num">{say.day(`${one.seen_on}T06:00:00Z`)}</span> ·{" "}
        {nameOf(one.noted_by, say)}
      </p>
      {one.words && <p className="case-words">{one.words}</p>}
      {one.document && (
        <a
          className="quiet-link"
          href={`/api/v1/cases/${caseId}/documents/${one.document}`}
          download
        >
          {say.t("console.case.open_document")}
        </a>
      )}
    </div>
  );
}

function Note({ file, things, tranche, lacks, named, onDone }: Props & { onDone: () => void }) {
  const say = useSay();
  const verb = useCashVerb(named);
  const first = lacks[0]?.code ?? things[0]?.code ?? "";
  const [about, setAbout] = useState(first);
  const [answer, setAnswer] = useState<NewCashEvidence["answer"]>("yes");
  const [witness, setWitness] = useState<NewCashEvidence["witness"]>("teacher");
  const [seenOn, setSeenOn] = useState<string | null>(today());
  const [words, setWords] = useState("");
  const [document, setDocument] = useState("");
  const lacksMore = !seenOn || (!words.trim() && !document);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (lacksMore || !seenOn) return;
    const path = { enrolment_id: file.enrolment.id };
    const body: NewCashEvidence = {
      about,
      tranche,
      answer,
      witness,
      seen_on: seenOn,
      words: words.trim() || null,
      document: document || null,
    };
    if (await verb.act(() => cashNoteEvidence({ path, body }))) onDone();
  };
  return (
    <form
      className="book case-form"
      onSubmit={(event) => void submit(event)}
      aria-label={say.t("console.cash.note_evidence")}
    >
      <Labelled name={say.t("console.cash.about")} wide>
        <select className="field" value={about} onChange={({ target }) => setAbout(target.value)}>
          {things.map(({ code, name }) => (
            <option key={code} value={code}>
              {say.words(name)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled name={say.t("console.cash.answer")}>
        <Options value={answer} codes={ANSWERS} family="cash_answer" onPick={setAnswer} />
      </Labelled>
      <Labelled name={say.t("console.cash.witness")}>
        <Options value={witness} codes={WITNESSES} family="cash_witness" onPick={setWitness} />
      </Labelled>
      <DateField
        required
        name={say.t("console.cash.seen_on")}
        value={seenOn ?? ""}
        max={today()}
        onSay={setSeenOn}
      />
      <Words name={say.t("console.cash.what_seen")} value={words} onText={setWords} />
      <DocumentPick caseId={file.enrolment.case.id} value={document} onPick={setDocument} />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacksMore}>
          <Icon name="check" />
          {say.t("console.case.save")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
        {lacksMore && <span className="small mute">{say.t("console.cash.words_or_document")}</span>}
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** The day in Dhaka. */
export function today(): string {
  return new Date(Date.now() + 6 * 3_600_000).toISOString().slice(0, 10);
}

type PickProps = { caseId: string; value: string; onPick: (id: string) => void };

/** A document of the case; files are put in there. */
function DocumentPick({ caseId, value, onPick }: PickProps) {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ["cash", "documents", caseId],
    queryFn: ({ signal }) => casesRead({ path: { case_id: caseId }, signal }),
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  const named = data?.documents.filter(({ name }) => name !== null) ?? [];
  if (named.length === 0) return null;
  return (
    <Labelled name={say.t("console.cash.document")} wide>
      <select className="field" value={value} onChange={({ target }) => onPick(target.value)}>
        <option value="">{say.t("console.cash.no_document")}</option>
        {named.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

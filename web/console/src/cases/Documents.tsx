/** The files of a case: put in by hand, opened by a press that is recorded each time. */
import { casesAddDocument, within } from "@helpline/shared/api";
import { type FormEvent, useState } from "react";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { FilePick } from "../parts/FilePick.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { nameOf } from "./Marks.tsx";
import type { PartProps } from "./parts.ts";
import { useCaseVerb } from "./useCase.ts";

/** As much as the server keeps of one file, and how long sending it may take on a slow line. */
const LARGEST_BYTES = 5 * 1024 * 1024;
const SEND_MS = 120_000;
const LONGEST_NAME = 120;
const KINDS = "image/jpeg,image/png,application/pdf";
const KIB = 1024;

export function DocumentsPart({ opened, row, may }: PartProps) {
  const say = useSay();
  const now = useNow();
  const [adding, setAdding] = useState(false);
  return (
    <Part title={say.t("console.case.documents")}>
      {opened.documents.length === 0 && (
        <p className="small mute">{say.t("console.case.no_document")}</p>
      )}
      {opened.documents.length > 0 && (
        <p className="small mute">{say.t("console.case.opening_recorded")}</p>
      )}
      <ul className="file-list">
        {opened.documents.map((one) => (
          <li key={one.id}>
            <div className="row">
              <b className="grow case-words">{one.name ?? say.t("console.case.erased")}</b>
              {one.name !== null && (
                <a
                  className="btn quiet slim"
                  href={`/api/v1/cases/${row.id}/documents/${one.id}`}
                  download={one.name}
                  aria-label={say.t("console.case.open_document_of", { name: one.name })}
                >
                  {say.t("console.case.open_document")}
                </a>
              )}
            </div>
            <p className="small mute">
              <span lang="en">{one.kind.split("/").pop()?.toUpperCase()}</span> ·{" "}
              {say.t("console.case.kib", { n: Math.max(1, Math.round(one.size_bytes / KIB)) })} ·{" "}
              {nameOf(one.added_by, say)} ·{" "}
              <span className="num">{say.dayOrClock(one.added_at, now)}</span>
            </p>
          </li>
        ))}
      </ul>
      {may.write && !adding && (
        <button type="button" className="btn quiet slim" onClick={() => setAdding(true)}>
          <Icon name="out" />
          {say.t("console.case.add_document")}
        </button>
      )}
      {may.write && adding && <Add caseId={row.id} onDone={() => setAdding(false)} />}
    </Part>
  );
}

function Add({ caseId, onDone }: { caseId: string; onDone: () => void }) {
  const say = useSay();
  const verb = useCaseVerb();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const tooBig = file !== null && file.size > LARGEST_BYTES;
  const lacks = !file || tooBig || !name.trim();
  const choose = (chosen: File | null) => {
    verb.clear();
    setFile(chosen);
    if (chosen) setName(chosen.name.slice(0, LONGEST_NAME));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!file || lacks) return;
    void verb.run(async () => {
      const body = { name: name.trim(), data: await base64Of(file) };
      await casesAddDocument({ path: { case_id: caseId }, body, fetch: within(SEND_MS) });
      onDone();
    });
  };
  return (
    <form
      className="book case-form"
      onSubmit={submit}
      aria-label={say.t("console.case.add_document")}
    >
      <FilePick
        label={say.t("console.case.file")}
        accept={KINDS}
        chosen={file?.name ?? null}
        onFile={choose}
      />
      <Labelled name={say.t("console.case.document_name")} wide>
        <input
          className="field"
          maxLength={LONGEST_NAME}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </Labelled>
      <p className="small mute">{say.t("console.case.document_kinds")}</p>
      {tooBig && (
        <p className="notice st overdue small" role="alert">
          {say.t("console.case.too_big")}
        </p>
      )}
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="out" />
          {say.t(verb.busy ? "common.sending" : "console.case.add_document")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** The bytes of a file as the server takes them. */
function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

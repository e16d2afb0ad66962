/** The notes of a case, the newest first; a correction keeps the note it puts right. */
import { casesAddNote } from "@helpline/shared/api";
import type { NoteRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { Words } from "./Fields.tsx";
import { nameOf } from "./Marks.tsx";
import type { PartProps } from "./parts.ts";
import { useCaseVerb } from "./useCase.ts";

export function NotesPart({ opened, row, may }: PartProps) {
  const say = useSay();
  return (
    <Part title={say.t("console.case.notes")}>
      {may.write && <Write caseId={row.id} corrects={null} onDone={() => undefined} />}
      {opened.notes.length === 0 && <p className="small mute">{say.t("console.case.no_note")}</p>}
      <ul className="file-list">
        {[...opened.notes].reverse().map((one) => (
          <Note key={one.id} caseId={row.id} row={one} mayWrite={may.write} />
        ))}
      </ul>
    </Part>
  );
}

function Note({ caseId, row, mayWrite }: { caseId: string; row: NoteRow; mayWrite: boolean }) {
  const say = useSay();
  const now = useNow();
  const [correcting, setCorrecting] = useState(false);
  const isOld = row.corrected_by !== null;
  return (
    <li>
      <div className="row small mute">
        <span className="grow">
          {nameOf(row.noted_by, say)} ·{" "}
          <span className="num">{say.dayOrClock(row.noted_at, now)}</span>
          {isOld && ` · ${say.t("console.case.corrected")}`}
          {row.corrects && ` · ${say.t("console.case.correction")}`}
        </span>
        {mayWrite && !isOld && !correcting && (
          <button type="button" className="btn quiet slim" onClick={() => setCorrecting(true)}>
            {say.t("console.case.correct")}
          </button>
        )}
      </div>
      <p className={isOld ? "small case-words mute" : "case-words"} dir="auto">
        {row.words ?? say.t("console.case.erased")}
      </p>
      {correcting && <Write caseId={caseId} corrects={row} onDone={() => setCorrecting(false)} />}
    </li>
  );
}

type Props = { caseId: string; corrects: NoteRow | null; onDone: () => void };

function Write({ caseId, corrects, onDone }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const [words, setWords] = useState(corrects?.words ?? "");
  const name = say.t(corrects ? "console.case.correct_note" : "console.case.new_note");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!words.trim()) return;
    void verb.run(async () => {
      const body = { words: words.trim(), corrects: corrects?.id ?? null };
      await casesAddNote({ path: { case_id: caseId }, body });
      setWords("");
      onDone();
    });
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={name}>
      <Words rows={3} max={8000} name={name} value={words} onText={setWords} />
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !words.trim()}>
          <Icon name="check" />
          {say.t("console.case.save_note")}
        </button>
        {corrects && (
          <button type="button" className="btn quiet slim" onClick={onDone}>
            {say.t("common.cancel")}
          </button>
        )}
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

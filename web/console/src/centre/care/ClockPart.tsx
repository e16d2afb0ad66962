/** Six months, what was approved beyond them, and what is due; a longer stay is asked for here, and answered by somebody else. */
import { careApprove, careExtend, careRefuse, careWithdraw } from "@helpline/shared/api";
import type { CareFile } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Words } from "../../cases/Fields.tsx";
import { Options } from "../../children/Options.tsx";
import { Part } from "../../directory/parts.tsx";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Labelled } from "../../parts/Labelled.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { Badge, StateWord } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import { LEVELS, WHY_LONGER } from "./codes.ts";
import { StayClockLine } from "./StayClockLine.tsx";
import { useCareVerb } from "./useCare.ts";

type Props = { file: CareFile; writes: boolean; oversees: boolean };
type Extension = CareFile["extensions"][number];

export function ClockPart({ file, writes, oversees }: Props) {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const waits = file.extensions.some(({ state }) => state === "asked");
  return (
    <Part title={say.t("console.care.clock")}>
      {!file.left_at && <StayClockLine stay={file} />}
      <Dues file={file} />
      <ul className="file-list">
        {file.extensions.map((one) => (
          <ExtensionLine key={one.id} id={file.id} one={one} writes={writes} oversees={oversees} />
        ))}
      </ul>
      {writes && !waits && !asking && (
        <button type="button" className="btn slim" onClick={() => setAsking(true)}>
          <Icon name="hour" />
          {say.t("console.care.ask_longer")}
        </button>
      )}
      {asking && <Ask id={file.id} onDone={() => setAsking(false)} />}
    </Part>
  );
}

function Dues({ file }: { file: CareFile }) {
  const say = useSay();
  const now = useNow();
  return (
    <ul className="file-list">
      {file.dues.map((one) => {
        const late = Date.parse(one.due_at) <= now;
        return (
          <li key={`${one.due} ${one.due_at}`}>
            <div className="row">
              <StateWord hue={late ? "overdue" : "info"} icon={late ? "late" : "clock"}>
                {say.word("stay_due", one.due)}
              </StateWord>
              <span className="small mute num end">{say.dayOrClock(one.due_at, now)}</span>
            </div>
            {one.level > 0 && (
              <p className="small mute">
                {say.t("console.care.told", {
                  who: LEVELS.slice(0, one.level)
                    .map((level) => say.word("stay_level", level))
                    .join(", "),
                })}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

const HUES = { asked: "waiting", approved: "safe", refused: "overdue", withdrawn: "none" } as const;

type LineProps = { id: string; one: Extension; writes: boolean; oversees: boolean };

function ExtensionLine({ id, one, writes, oversees }: LineProps) {
  const say = useSay();
  const now = useNow();
  const verb = useCareVerb(id);
  const [words, setWords] = useState("");
  const path = { extension_id: one.id };
  const body = { words: words.trim() || null };
  return (
    <li>
      <div className="row">
        <b>{say.t("console.care.months", { n: one.months })}</b>
        <span>{say.word("why_longer", one.reason)}</span>
        <span className="end">
          <Badge hue={HUES[one.state]}>{say.word("extension", one.state)}</Badge>
        </span>
      </div>
      <p className="small case-words">{one.words ?? say.t("console.care.erased")}</p>
      <p className="small mute">
        {say.t("console.care.asked_by", {
          who: say.words(one.asked_by),
          time: say.dayOrClock(one.asked_at, now),
        })}
      </p>
      {one.ended_at && (
        <p className="small mute">
          {say.t("console.care.answered_by", {
            who: say.words(one.ended_by),
            time: say.dayOrClock(one.ended_at, now),
          })}
        </p>
      )}
      {one.answer && <p className="small case-words">{one.answer}</p>}
      {one.state === "asked" && oversees && (
        <div className="book">
          <Words
            name={say.t("console.care.answer_words")}
            value={words}
            max={2000}
            onText={setWords}
          />
          <div className="row">
            <button
              type="button"
              className="btn primary slim"
              aria-disabled={verb.busy}
              onClick={() => void verb.put(() => careApprove({ path, body }))}
            >
              <Icon name="check" />
              {say.t("console.care.approve")}
            </button>
            <button
              type="button"
              className="btn slim"
              aria-disabled={verb.busy}
              onClick={() => void verb.put(() => careRefuse({ path, body }))}
            >
              {say.t("console.care.refuse")}
            </button>
          </div>
        </div>
      )}
      {one.state === "asked" && writes && (
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.put(() => careWithdraw({ path }))}
        >
          {say.t("console.care.withdraw")}
        </button>
      )}
      <Refused text={verb.refused} />
    </li>
  );
}

function Ask({ id, onDone }: { id: string; onDone: () => void }) {
  const say = useSay();
  const verb = useCareVerb(id);
  const [months, setMonths] = useState(1);
  const [reason, setReason] = useState<Extension["reason"] | "">("");
  const [words, setWords] = useState("");
  const lacks = !reason || !words.trim();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    const body = { months, reason, words: words.trim() };
    if (await verb.put(() => careExtend({ path: { stay_id: id }, body }))) onDone();
  };
  return (
    <form
      className="book"
      aria-label={say.t("console.care.ask_longer")}
      onSubmit={(event) => void send(event)}
    >
      <Labelled name={say.t("console.care.how_long")}>
        <select
          className="field"
          value={months}
          onChange={({ target }) => setMonths(Number(target.value))}
        >
          {[1, 2, 3, 4, 5, 6].map((n) => (
            <option key={n} value={n}>
              {say.t("console.care.months", { n })}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled name={say.t("console.care.why")} wide>
        <Options
          value={reason}
          codes={WHY_LONGER}
          family="why_longer"
          none="—"
          onPick={setReason}
        />
      </Labelled>
      <Words name={say.t("console.care.why_words")} value={words} max={2000} onText={setWords} />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          {say.t("console.care.send")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

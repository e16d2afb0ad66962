/** That the child was seen, followed up, or the case reviewed: what was found and when; only a supervisor reviews. */
import { casesAddCheck } from "@helpline/shared/api";
import type { CheckKind } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { DateField } from "../dates/DateField.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { Words } from "./Fields.tsx";
import { nameOf } from "./Marks.tsx";
import type { PartProps } from "./parts.ts";
import { useCaseVerb } from "./useCase.ts";

export function ChecksPart({ opened, row, may }: PartProps) {
  const say = useSay();
  const now = useNow();
  const [adding, setAdding] = useState(false);
  const kinds: CheckKind[] = [
    "child_seen",
    ...(row.steps.plan === "done" ? (["follow_up"] as const) : []),
    ...(may.approve ? (["review"] as const) : []),
  ];
  return (
    <Part title={say.t("console.case.checks")}>
      {opened.checks.length === 0 && <p className="small mute">{say.t("console.case.no_check")}</p>}
      <ul className="file-list">
        {[...opened.checks].reverse().map((one) => (
          <li key={one.id}>
            <p>
              <b>{say.word("case_check", one.kind)}</b>{" "}
              <span className="small mute">
                <span className="num">{say.dayOrClock(one.at, now)}</span> ·{" "}
                {nameOf(one.noted_by, say)}
                {one.episode !== row.episode &&
                  ` · ${say.t("console.case.episode", { n: one.episode })}`}
              </span>
            </p>
            <p className="small case-words">{one.words ?? say.t("console.case.erased")}</p>
            {one.next_on && (
              <p className="small mute">
                {say.t("console.case.next_on", { day: say.day(`${one.next_on}T00:00:00+06:00`) })}
              </p>
            )}
          </li>
        ))}
      </ul>
      {may.write && !adding && (
        <button type="button" className="btn slim" onClick={() => setAdding(true)}>
          <Icon name="pen" />
          {say.t("console.case.add_check")}
        </button>
      )}
      {may.write && adding && (
        <NewCheck caseId={row.id} kinds={kinds} onDone={() => setAdding(false)} />
      )}
    </Part>
  );
}

type Props = { caseId: string; kinds: readonly CheckKind[]; onDone: () => void };

function NewCheck({ caseId, kinds, onDone }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const [kind, setKind] = useState<CheckKind>(
    kinds.includes("follow_up") ? "follow_up" : "child_seen",
  );
  const [words, setWords] = useState("");
  const [at, setAt] = useState<string | null>("");
  const [nextOn, setNextOn] = useState<string | null>("");
  const lacks = !words.trim() || at === null || nextOn === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    void verb.run(async () => {
      const body = {
        kind,
        words: words.trim(),
        at: at ? `${at}:00+06:00` : null,
        next_on: kind === "follow_up" && nextOn ? nextOn : null,
      };
      await casesAddCheck({ path: { case_id: caseId }, body });
      onDone();
    });
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={say.t("console.case.add_check")}>
      <Labelled name={say.t("console.case.what")} wide>
        <Options value={kind} codes={kinds} family="case_check" onPick={setKind} />
      </Labelled>
      <DateField
        wide
        of="moment"
        name={say.t("console.case.when")}
        value={at ?? ""}
        onSay={setAt}
      />
      <Words
        rows={3}
        max={8000}
        name={say.t("console.case.found")}
        value={words}
        onText={setWords}
      />
      {kind === "follow_up" && (
        <DateField
          wide
          name={say.t("console.case.next_follow_up")}
          value={nextOn ?? ""}
          onSay={setNextOn}
        />
      )}
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="check" />
          {say.t("console.case.save")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

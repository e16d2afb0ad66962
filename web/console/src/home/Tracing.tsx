/** Attempts to find the child's family, the last one first; what nobody knows is not shown as anything. */
import { casesTraceFamily } from "@helpline/shared/api";
import type { TracingResult, TracingRow, TracingWay } from "@helpline/shared/types";
import { useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { nameOf } from "../cases/Marks.tsx";
import type { PartProps } from "../cases/parts.ts";
import { useCaseVerb } from "../cases/useCase.ts";
import { Options } from "../children/Options.tsx";
import { PlaceField } from "../clock/PlaceField.tsx";
import { DateField } from "../dates/DateField.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSentId } from "../parts/useSentId.ts";
import { useSay } from "../say/useSay.ts";
import { TRACING_RESULTS, TRACING_WAYS, WITH_PERSON } from "./codes.ts";
import { Form } from "./Form.tsx";
import { KinPick } from "./KinPick.tsx";

const LOOK = {
  lead: ["info", "go"],
  found: ["safe", "check"],
  refused: ["overdue", "x"],
  not_found: ["none", "x"],
  no_answer: ["waiting", "hour"],
} as const;

export function TracingPart({ opened, row, may }: PartProps) {
  const say = useSay();
  const [adding, setAdding] = useState(false);
  if (opened.tracing.length === 0 && !may.write) return null;
  return (
    <Part title={say.t("console.home.tracing")}>
      {opened.tracing.length === 0 && (
        <p className="small mute">{say.t("console.home.no_trace")}</p>
      )}
      <ul className="file-list">
        {[...opened.tracing].reverse().map((one) => (
          <Attempt key={one.id} one={one} />
        ))}
      </ul>
      {may.write && !adding && (
        <button type="button" className="btn slim" onClick={() => setAdding(true)}>
          <Icon name="pen" />
          {say.t("console.home.add_trace")}
        </button>
      )}
      {may.write && adding && (
        <NewTrace
          caseId={row.id}
          childId={row.child_id}
          supervises={may.approve}
          onDone={() => setAdding(false)}
        />
      )}
    </Part>
  );
}

function Attempt({ one }: { one: TracingRow }) {
  const say = useSay();
  const now = useNow();
  const [hue, icon] = LOOK[one.result];
  const about = [
    say.word("tracing_way", one.way),
    one.place && say.words(one.place.name),
    one.who ?? nameOf(one.noted_by, say),
  ];
  return (
    <li>
      <p>
        <StateWord hue={hue} icon={icon}>
          {say.word("tracing_result", one.result)}
        </StateWord>{" "}
        <span className="small mute num">{say.dayOrClock(one.at, now)}</span>
      </p>
      <p className="small mute">{about.filter(Boolean).join(" · ")}</p>
      {one.words && <p className="small case-words">{one.words}</p>}
      {one.accused && <p className="small mute">{say.t("console.home.is_accused")}</p>}
      {one.why_accused && (
        <p className="small case-words">
          {say.t("console.home.why_accused")}: {one.why_accused}
        </p>
      )}
    </li>
  );
}

type Props = { caseId: string; childId: string; supervises: boolean; onDone: () => void };

function NewTrace({ caseId, childId, supervises, onDone }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const sent = useSentId();
  const [way, setWay] = useState<TracingWay>("visit");
  const [result, setResult] = useState<TracingResult | "">("");
  const [at, setAt] = useState<string | null>("");
  const [place, setPlace] = useState<string | null>(null);
  const [person, setPerson] = useState("");
  const [who, setWho] = useState("");
  const [words, setWords] = useState("");
  const [why, setWhy] = useState("");
  const named = result !== "" && WITH_PERSON.includes(result);
  const told = result === "lead" || result === "refused";
  const lacks =
    !result || at === null || (result === "found" && !person) || (told && !words.trim());
  const send = () =>
    void verb.run(async () => {
      if (!result) return;
      const body = {
        way,
        result,
        at: at ? `${at}:00+06:00` : null,
        place,
        person: (named && person) || null,
        who: who.trim() || null,
        words: words.trim() || null,
        why_accused: why.trim() || null,
      };
      const path = { case_id: caseId };
      await casesTraceFamily({ path, body: { ...body, id: sent.of(body) } });
      onDone();
    });
  return (
    <Form
      title={say.t("console.home.add_trace")}
      does={say.t("console.case.save")}
      busy={verb.busy}
      lacks={lacks}
      refused={verb.refused}
      onSend={send}
      onLeave={onDone}
    >
      <Labelled name={say.t("console.home.how")} wide>
        <Options value={way} codes={TRACING_WAYS} family="tracing_way" onPick={setWay} />
      </Labelled>
      <Labelled name={say.t("console.home.came_of_it")} wide>
        <Options
          value={result}
          codes={TRACING_RESULTS}
          family="tracing_result"
          none={say.t("console.child.choose")}
          onPick={setResult}
        />
      </Labelled>
      <DateField
        wide
        of="moment"
        name={say.t("console.case.when")}
        value={at ?? ""}
        onSay={setAt}
      />
      <PlaceField label={say.t("console.home.where")} onPick={setPlace} />
      <Labelled name={say.t("console.home.who_looked")} wide>
        <input
          className="field"
          maxLength={120}
          value={who}
          onChange={({ target }) => setWho(target.value)}
        />
      </Labelled>
      {named && (
        <KinPick
          name={say.t("console.home.who_found")}
          childId={childId}
          value={person}
          onPick={setPerson}
        />
      )}
      <Words name={say.t("console.case.in_words")} value={words} onText={setWords} />
      {supervises && named && person && (
        <Words name={say.t("console.home.why_accused")} value={why} onText={setWhy} />
      )}
    </Form>
  );
}

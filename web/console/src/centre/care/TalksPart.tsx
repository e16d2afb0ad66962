/** Psychosocial sessions with the child: when, with whom, what was said. */
import { careHoldTalk } from "@helpline/shared/api";
import type { CareFile } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Words } from "../../cases/Fields.tsx";
import { Options } from "../../children/Options.tsx";
import { DateField } from "../../dates/DateField.tsx";
import { Part } from "../../directory/parts.tsx";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Labelled } from "../../parts/Labelled.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { whole } from "../NightCount.tsx";
import { dayOf, noonOf } from "./clock.ts";
import { TALKS } from "./codes.ts";
import { useCareVerb } from "./useCare.ts";

export function TalksPart({ file, writes }: { file: CareFile; writes: boolean }) {
  const say = useSay();
  const [adding, setAdding] = useState(false);
  return (
    <Part title={say.t("console.care.talks")}>
      {file.talks.length === 0 && <p className="small mute">{say.t("console.care.no_talk")}</p>}
      <ul className="file-list">
        {[...file.talks].reverse().map((one) => (
          <li key={one.id}>
            <div className="row">
              <b>{say.word("talk", one.kind)}</b>
              <span className="small mute end">
                <span className="num">{say.day(noonOf(one.held_on))}</span>
                {one.minutes !== null && ` · ${say.t("console.care.minutes", { n: one.minutes })}`}
                {` · ${say.words(one.by)}`}
              </span>
            </div>
            {one.words && <p className="small case-words">{one.words}</p>}
            {one.next_on && (
              <p className="small mute">
                {say.t("console.care.next_on", { day: say.day(noonOf(one.next_on)) })}
              </p>
            )}
          </li>
        ))}
      </ul>
      {writes && !adding && (
        <button type="button" className="btn slim" onClick={() => setAdding(true)}>
          <Icon name="pen" />
          {say.t("console.care.add_talk")}
        </button>
      )}
      {writes && adding && <Add id={file.id} onDone={() => setAdding(false)} />}
    </Part>
  );
}

function Add({ id, onDone }: { id: string; onDone: () => void }) {
  const say = useSay();
  const now = useNow();
  const verb = useCareVerb(id);
  const [kind, setKind] = useState<CareFile["talks"][number]["kind"]>("individual");
  const [day, setDay] = useState<string | null>(dayOf(now));
  const [nextOn, setNextOn] = useState<string | null>("");
  const [typed, setTyped] = useState("");
  const [words, setWords] = useState("");
  const minutes = whole(typed);
  const lacks = !day || nextOn === null || (typed.trim() !== "" && minutes === null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    const body = {
      kind,
      held_on: day,
      minutes,
      next_on: nextOn || null,
      words: words.trim() || null,
    };
    const path = { stay_id: id };
    if (await verb.add(body, (sent) => careHoldTalk({ path, body: { ...body, id: sent } })))
      onDone();
  };
  return (
    <form
      className="book"
      aria-label={say.t("console.care.add_talk")}
      onSubmit={(event) => void send(event)}
    >
      <Labelled name={say.t("console.care.with_whom")} wide>
        <Options value={kind} codes={TALKS} family="talk" onPick={setKind} />
      </Labelled>
      <DateField wide required name={say.t("console.care.day")} value={day ?? ""} onSay={setDay} />
      <Labelled name={say.t("console.care.how_long_minutes")}>
        <input
          className="field"
          inputMode="numeric"
          maxLength={3}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </Labelled>
      <DateField wide name={say.t("console.care.next")} value={nextOn ?? ""} onSay={setNextOn} />
      <Words
        rows={3}
        name={say.t("console.care.words")}
        value={words}
        max={2000}
        onText={setWords}
      />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          {say.t("console.care.save")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

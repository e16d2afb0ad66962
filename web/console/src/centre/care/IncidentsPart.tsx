/** What happened to the child in care: told, seen by a supervisor, followed up; a ticket of its own where it is needed. */
import {
  careFollowUp,
  careOpenTicket,
  careSeeIncident,
  careTellIncident,
} from "@helpline/shared/api";
import type { CareFile } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Several, Words } from "../../cases/Fields.tsx";
import { Options } from "../../children/Options.tsx";
import { DateField } from "../../dates/DateField.tsx";
import { Part } from "../../directory/parts.tsx";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Labelled } from "../../parts/Labelled.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { Badge, type Hue, StateWord } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import { HAPPENED, SEVERITIES, TOLD_TO } from "./codes.ts";
import { useCareVerb } from "./useCare.ts";

type Incident = CareFile["incidents"][number];
type Props = { file: CareFile; writes: boolean; follows: boolean; oversees: boolean };
const HUES: Record<Incident["severity"], Hue> = {
  minor: "info",
  serious: "waiting",
  grave: "danger",
};

export function IncidentsPart({ file, writes, follows, oversees }: Props) {
  const say = useSay();
  const [telling, setTelling] = useState(false);
  return (
    <Part title={say.t("console.care.incidents")}>
      {file.incidents.length === 0 && (
        <p className="small mute">{say.t("console.care.no_incident")}</p>
      )}
      <ul className="file-list">
        {[...file.incidents].reverse().map((one) => (
          <Line key={one.id} id={file.id} one={one} follows={follows} oversees={oversees} />
        ))}
      </ul>
      {writes && !telling && (
        <button type="button" className="btn slim" onClick={() => setTelling(true)}>
          <Icon name="warn" />
          {say.t("console.care.tell_incident")}
        </button>
      )}
      {writes && telling && <Tell id={file.id} onDone={() => setTelling(false)} />}
    </Part>
  );
}

type LineProps = { id: string; one: Incident; follows: boolean; oversees: boolean };

function Line({ id, one, follows, oversees }: LineProps) {
  const say = useSay();
  const now = useNow();
  const verb = useCareVerb(id);
  const [following, setFollowing] = useState(false);
  const path = { care_incident_id: one.id };
  const told = one.told.map((who) => say.word("told_to", who)).join(", ");
  return (
    <li className={`edge st ${one.closed_at ? "none" : HUES[one.severity]}`}>
      <div className="row">
        <StateWord
          hue={one.closed_at ? "none" : HUES[one.severity]}
          icon={one.closed_at ? "check" : "warn"}
        >
          {say.word("happened", one.what)}
        </StateWord>
        <Badge hue={HUES[one.severity]}>{say.word("severity", one.severity)}</Badge>
        <span className="small mute num end">{say.dayOrClock(one.happened_at, now)}</span>
      </div>
      <p className="small case-words">{one.words ?? say.t("console.care.erased")}</p>
      <p className="small mute">
        {told ? say.t("console.care.was_told", { who: told }) : say.t("console.care.nobody_told")}
        {` · ${say.words(one.by)}`}
        {one.seen_at &&
          ` · ${say.t("console.care.seen_by", {
            who: say.words(one.seen_by),
            time: say.dayOrClock(one.seen_at, now),
          })}`}
        {one.ticket && ` · ${say.t("console.care.ticket", { number: say.n(one.ticket) })}`}
      </p>
      <ul className="follow-ups">
        {one.follow_ups.map((done) => (
          <li key={done.at} className="small">
            <span className="case-words">{done.words ?? say.t("console.care.erased")}</span>{" "}
            <span className="mute">
              {say.dayOrClock(done.at, now)} · {say.words(done.by)}
            </span>
          </li>
        ))}
      </ul>
      {!one.closed_at && follows && !following && (
        <div className="row">
          {oversees && !one.seen_at && (
            <button
              type="button"
              className="btn primary slim"
              aria-disabled={verb.busy}
              onClick={() => void verb.put(() => careSeeIncident({ path }))}
            >
              <Icon name="check" />
              {say.t("console.care.see")}
            </button>
          )}
          <button type="button" className="btn slim" onClick={() => setFollowing(true)}>
            {say.t("console.care.follow_up")}
          </button>
          {!one.ticket && (
            <button
              type="button"
              className="btn quiet slim"
              aria-disabled={verb.busy}
              onClick={() => void verb.put(() => careOpenTicket({ path }))}
            >
              {say.t("console.care.open_ticket")}
            </button>
          )}
        </div>
      )}
      {following && <FollowUp id={id} one={one} onDone={() => setFollowing(false)} />}
      <Refused text={verb.refused} />
    </li>
  );
}

type Told = Incident["told"];

function FollowUp({ id, one, onDone }: { id: string; one: Incident; onDone: () => void }) {
  const say = useSay();
  const verb = useCareVerb(id);
  const [words, setWords] = useState("");
  const [told, setTold] = useState<Told>([]);
  const unseen = one.severity === "grave" && !one.seen_at;
  const send = async (closed: boolean) => {
    if (!words.trim()) return;
    const body = { words: words.trim(), told, closed };
    const path = { care_incident_id: one.id };
    if (await verb.add(body, (sent) => careFollowUp({ path, body: { ...body, id: sent } })))
      onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(false);
  };
  return (
    <form className="book" aria-label={say.t("console.care.follow_up")} onSubmit={submit}>
      <Words
        rows={2}
        name={say.t("console.care.done")}
        value={words}
        max={2000}
        onText={setWords}
      />
      <Several
        name={say.t("console.care.who_told")}
        codes={TOLD_TO}
        family="told_to"
        chosen={told}
        onPick={setTold}
      />
      <div className="row">
        <button
          type="submit"
          className="btn primary slim"
          aria-disabled={verb.busy || !words.trim()}
        >
          {say.t("console.care.goes_on")}
        </button>
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy || !words.trim() || unseen}
          onClick={() => !unseen && void send(true)}
        >
          {say.t("console.care.close_incident")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      {unseen && <p className="small mute">{say.t("console.care.not_seen_yet")}</p>}
      <Refused text={verb.refused} />
    </form>
  );
}

function Tell({ id, onDone }: { id: string; onDone: () => void }) {
  const say = useSay();
  const now = useNow();
  const verb = useCareVerb(id);
  const [what, setWhat] = useState<Incident["what"] | "">("");
  const [severity, setSeverity] = useState<Incident["severity"]>("minor");
  const [at, setAt] = useState<string | null>("");
  const [words, setWords] = useState("");
  const [told, setTold] = useState<Told>([]);
  const lacks = !what || !words.trim() || at === null;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    const said = { what, severity, words: words.trim(), told };
    const happened_at = at ? `${at}:00+06:00` : new Date(now).toISOString();
    const path = { stay_id: id };
    const tell = (sent: string) =>
      careTellIncident({ path, body: { ...said, happened_at, id: sent } });
    if (await verb.add({ ...said, at }, tell)) onDone();
  };
  return (
    <form
      className="book"
      aria-label={say.t("console.care.tell_incident")}
      onSubmit={(event) => void send(event)}
    >
      <Labelled name={say.t("console.care.what_happened")} wide>
        <Options value={what} codes={HAPPENED} family="happened" none="—" onPick={setWhat} />
      </Labelled>
      <Labelled name={say.t("console.care.how_grave")} wide>
        <Options value={severity} codes={SEVERITIES} family="severity" onPick={setSeverity} />
      </Labelled>
      <DateField
        wide
        of="moment"
        name={say.t("console.care.when")}
        value={at ?? ""}
        onSay={setAt}
      />
      <Words
        rows={3}
        name={say.t("console.care.words")}
        value={words}
        max={2000}
        onText={setWords}
      />
      <Several
        name={say.t("console.care.who_told")}
        codes={TOLD_TO}
        family="told_to"
        chosen={told}
        onPick={setTold}
      />
      <p className="small mute">{say.t("console.care.grave_note")}</p>
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

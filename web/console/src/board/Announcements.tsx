/** What all waiting callers are told: that the line is closed, or of a disaster; who said so, until when, and why. */
import type { AnnouncementRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { announce, endAnnouncement } from "../incident/verbs.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

const KINDS = ["closed", "disaster"] as const;
/** An hour, three, eight, a day. */
const LENGTHS = [60, 180, 480, 1440] as const;

export function Announcements({ rows }: { rows: AnnouncementRow[] }) {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const standing = new Set(rows.map(({ kind }) => kind));
  const free = KINDS.filter((kind) => !standing.has(kind));
  return (
    <section aria-label={say.t("console.announce.title")}>
      <h2 className="group">
        <b>{say.t("console.announce.title")}</b>
        <span className="num">{say.n(rows.length)}</span>
      </h2>
      <ul>
        {rows.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
      {asking ? (
        <Form kinds={free} onDone={() => setAsking(false)} />
      ) : (
        free.length > 0 && (
          <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
            <Icon name="phone" />
            {say.t("console.announce.new")}
          </button>
        )
      )}
    </section>
  );
}

function Line({ row }: { row: AnnouncementRow }) {
  const say = useSay();
  const now = useNow();
  const verb = useVerb();
  return (
    <li className="pad">
      <StateWord hue="overdue" icon="warn">
        {say.word("announcement", row.kind)}
      </StateWord>
      <p className="small">
        {row.reason} · {say.words(row.made_by)} ·{" "}
        {say.t("console.announce.until", { time: say.dayOrClock(row.until, now) })}
      </p>
      <button
        type="button"
        className="btn quiet slim"
        aria-disabled={verb.busy}
        onClick={() => void verb.run(() => endAnnouncement(row.id))}
      >
        <Icon name="check" />
        {say.t("console.announce.end")}
      </button>
      <Refused text={verb.refused} />
    </li>
  );
}

type FormProps = { kinds: AnnouncementRow["kind"][]; onDone: () => void };

function Form({ kinds, onDone }: FormProps) {
  const say = useSay();
  const verb = useVerb();
  const [reason, setReason] = useState("");
  const [kind, setKind] = useState(kinds[0]);
  const [minutes, setMinutes] = useState<number>(LENGTHS[0]);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (kind && (await verb.run(() => announce(kind, minutes, reason)))) onDone();
  };
  return (
    <form className="pad announce-form" onSubmit={(event) => void send(event)}>
      <fieldset className="row">
        <legend className="small mute">{say.t("console.announce.what")}</legend>
        {kinds.map((one) => (
          <label key={one} className="row">
            <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} />
            {say.word("announcement", one)}
          </label>
        ))}
      </fieldset>
      <label className="pick small">
        <span className="mute">{say.t("console.announce.how_long")}</span>
        <select
          className="field"
          value={minutes}
          onChange={(event) => setMinutes(Number(event.target.value))}
        >
          {LENGTHS.map((one) => (
            <option key={one} value={one}>
              {say.t("console.announce.hours", { n: one / 60 })}
            </option>
          ))}
        </select>
      </label>
      <label className="pick small">
        <span className="mute">{say.t("console.announce.reason")}</span>
        <span className="field with-input">
          <input
            type="text"
            required
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </span>
      </label>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy}>
          {say.t("console.announce.say")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("console.announce.leave")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** How soon each stop of the clock should be done, by urgency and place; a supervisor sets it, with its history. */
import { clockSeeTargets } from "@helpline/shared/api";
import type { DefaultTarget, TargetRow, Urgency } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { PlaceField } from "./PlaceField.tsx";
import { setTarget } from "./verbs.ts";

const KEY = ["clock", "targets"];
const URGENCIES: readonly Urgency[] = ["P1", "P2", "P3"];
const STOPS = ["answered", "located", "dispatched", "acknowledged", "reached", "safe"] as const;
type TimedStop = (typeof STOPS)[number];

export function Targets() {
  const say = useSay();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => clockSeeTargets({ signal }),
  });
  return (
    <main className="paper targets">
      <div className="paper-head">
        <h1>{say.t("console.targets.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.targets.note")}</p>
      <NewWord />
      {data && <Table defaults={data.defaults} rows={data.items} />}
      {data && <Words rows={data.items} />}
    </main>
  );
}

function NewWord() {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [urgency, setUrgency] = useState<Urgency>("P1");
  const [stop, setStop] = useState<TimedStop>("reached");
  const [place, setPlace] = useState<string | null>(null);
  const [minutes, setMinutes] = useState("");
  const [seconds, setSeconds] = useState("");
  const length = 60 * Number(minutes) + Number(seconds);
  const tell = async (seconds: number | null) => {
    const wanted = { urgency, stop, place, seconds };
    if (await verb.run(() => setTarget(wanted))) await kept.invalidateQueries({ queryKey: KEY });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (length > 0) void tell(length);
  };
  return (
    <form className="book" onSubmit={submit}>
      <Labelled name={say.t("console.targets.urgency")}>
        <select
          className="field"
          value={urgency}
          onChange={(event) => setUrgency(event.target.value as Urgency)}
        >
          {URGENCIES.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </Labelled>
      <Labelled name={say.t("console.targets.stop")}>
        <select
          className="field"
          value={stop}
          onChange={(event) => setStop(event.target.value as TimedStop)}
        >
          {STOPS.map((code) => (
            <option key={code} value={code}>
              {say.word("clock", code)}
            </option>
          ))}
        </select>
      </Labelled>
      <PlaceField label={say.t("console.targets.place")} onPick={setPlace} />
      <Labelled name={say.t("console.targets.minutes")}>
        <Whole value={minutes} onSay={setMinutes} />
      </Labelled>
      <Labelled name={say.t("console.targets.seconds")}>
        <Whole value={seconds} most={59} onSay={setSeconds} />
      </Labelled>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || length <= 0}>
          <Icon name="check" />
          {say.t("console.targets.set")}
        </button>
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void tell(null)}
        >
          {say.t("console.targets.take_back")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

function Whole(props: { value: string; most?: number; onSay: (value: string) => void }) {
  return (
    <input
      className="field"
      type="number"
      min="0"
      max={props.most}
      step="1"
      value={props.value}
      onChange={(event) => props.onSay(event.target.value)}
    />
  );
}

/** What holds in the whole country: somebody's word, or ours. */
function Table({ defaults, rows }: { defaults: DefaultTarget[]; rows: TargetRow[] }) {
  const say = useSay();
  const own = (urgency: Urgency, stop: TimedStop) =>
    rows.find((row) => row.in_force && !row.place && row.urgency === urgency && row.stop === stop);
  const ours = (urgency: Urgency, stop: TimedStop) =>
    defaults.find((row) => row.urgency === urgency && row.stop === stop);
  return (
    <section aria-label={say.t("console.targets.country")}>
      <h2 className="group">
        <b>{say.t("console.targets.country")}</b>
      </h2>
      <div>
        <table>
          <thead>
            <tr>
              <th scope="col">{say.t("console.targets.stop")}</th>
              {URGENCIES.map((urgency) => (
                <th key={urgency} scope="col">
                  {urgency}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {STOPS.map((stop) => (
              <tr key={stop}>
                <th scope="row">{say.word("clock", stop)}</th>
                {URGENCIES.map((urgency) => {
                  const word = own(urgency, stop);
                  const seconds = word?.seconds ?? ours(urgency, stop)?.seconds ?? 0;
                  return (
                    <td key={urgency} className="num">
                      {say.span(seconds)}{" "}
                      {!word && (
                        <span className="small mute">{say.t("console.targets.default")}</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Words({ rows }: { rows: TargetRow[] }) {
  const say = useSay();
  const now = useNow();
  const title = say.t("console.targets.set_words");
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
      </h2>
      {rows.length === 0 && <p className="mute small">{say.t("console.targets.nothing")}</p>}
      <ul className="session-list">
        {rows.map((row) => (
          <li key={row.id}>
            <div className="row session-about">
              <b className="grow">
                {row.urgency} · {say.word("clock", row.stop)} ·{" "}
                {row.place ? say.words(row.place.name) : say.t("console.targets.country")}
              </b>
              <span className="num">
                {row.seconds === null ? say.t("console.targets.taken_back") : say.span(row.seconds)}
              </span>
              <Badge hue={row.in_force ? "info" : "none"}>
                {say.t(row.in_force ? "console.targets.in_force" : "console.targets.over")}
              </Badge>
            </div>
            <p className="small mute">
              {say.dayOrClock(row.since, now)}
              {row.set_by && ` · ${say.words(row.set_by)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

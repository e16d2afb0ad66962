/** A wedding that is to be stopped: the countdown, the steps of practice and visits until she is 18. */
import type { IncidentRow, MarriageRow, MarriageStep } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { MarriageSteps } from "./MarriageSteps.tsx";
import { endMarriage, sayWedding } from "./verbs.ts";

export const CATEGORY = "child_marriage";
const DAY_S = 86_400;

type Props = { incident: IncidentRow; row: MarriageRow | null; readOnly: boolean };

export function MarriageCard({ incident, row, readOnly }: Props) {
  const say = useSay();
  const verb = useVerb();
  const [dating, setDating] = useState(false);
  const [ending, setEnding] = useState(false);
  if (!row && !incident.categories.includes(CATEGORY)) return null;
  const over = row?.ended_at !== null && row !== null;
  const may = !readOnly && !over;
  const mayDate = may && incident.state === "open";
  return (
    <section className="blk marriage" aria-label={say.t("console.marriage.title")}>
      <h2>{say.t("console.marriage.title")}</h2>
      {row && <Countdown row={row} />}
      {mayDate && (dating || !row || asksAnew(row)) && (
        <WeddingDay incidentId={incident.id} onDone={() => setDating(false)} />
      )}
      {row && (
        <MarriageSteps
          row={row}
          may={(step: MarriageStep) => may && (mayDate || step === "revisited")}
        />
      )}
      {row && may && !ending && (
        <div className="row">
          {mayDate && !dating && !asksAnew(row) && (
            <button type="button" className="btn quiet slim" onClick={() => setDating(true)}>
              <Icon name="hour" />
              {say.t(row.stopped ? "console.marriage.planned_again" : "console.marriage.change")}
            </button>
          )}
          <button type="button" className="btn quiet slim end" onClick={() => setEnding(true)}>
            <Icon name="lock" />
            {say.t("console.marriage.end")}
          </button>
        </div>
      )}
      {ending && (
        <OneOf
          title={say.t("console.marriage.why_end")}
          codes={["married", "false_report"] as const}
          family="marriage_end"
          onPick={(reason) =>
            void verb
              .run(() => endMarriage(incident.id, reason))
              .then((done) => done && setEnding(false))
          }
          onLeave={() => setEnding(false)}
        />
      )}
      <Refused text={verb.refused} />
    </section>
  );
}

/** It is planned again, and nobody has said for when since. */
function asksAnew(row: MarriageRow): boolean {
  return row.again_at !== null && !row.stopped && row.said_at < row.again_at;
}

function Countdown({ row }: { row: MarriageRow }) {
  const say = useSay();
  const now = useNow();
  if (row.ended_at) {
    return <p>{say.word("marriage_end", row.end_reason)}</p>;
  }
  return (
    <>
      {row.again_at && !row.stopped && (
        <p className="row">
          <StateWord hue="danger" icon="warn">
            {say.t("console.marriage.again")}
          </StateWord>
          <span className="small mute num">{say.day(row.again_at)}</span>
        </p>
      )}
      {row.stopped ? (
        <Stands row={row} />
      ) : (
        <p className="row">
          <Wedding row={row} now={now} />
        </p>
      )}
      {row.visit_due_at && (
        <p className="row small">
          <StateWord hue={row.visit_missed_at ? "overdue" : "info"} icon="hour">
            {say.t(
              row.visit_missed_at ? "console.marriage.visit_missed" : "console.marriage.visit_due",
            )}
          </StateWord>
          <span className="num">{say.day(row.visit_due_at)}</span>
        </p>
      )}
      {!row.stopped && (
        <p className="small mute">
          {row.of_age_on
            ? say.t("console.marriage.of_age", { day: say.day(`${row.of_age_on}T06:00:00Z`) })
            : say.t("console.marriage.age_unknown")}
        </p>
      )}
    </>
  );
}

/** What holds after the stop, and for how long; the day that had been told stays in sight. */
function Stands({ row }: { row: MarriageRow }) {
  const say = useSay();
  const by = row.steps.filter(stopsIt).at(-1);
  return (
    <>
      <p className="row">
        <StateWord hue="safe" icon="safe">
          {say.t("console.marriage.stopped")}
        </StateWord>
        {row.on_at && (
          <span className="small mute num">
            {say.t("console.marriage.was_for", { day: say.day(row.on_at) })}
          </span>
        )}
      </p>
      {by && (
        <p className="small">
          {say.t(
            row.of_age_on
              ? "console.marriage.stands_until"
              : "console.marriage.stands_until_of_age",
            {
              step: say.word("marriage_step", by.step),
              word: say.word("marriage_word", by.word),
              day: say.day(by.at),
              until: row.of_age_on ? say.day(`${row.of_age_on}T06:00:00Z`) : "",
            },
          )}
        </p>
      )}
    </>
  );
}

function stopsIt({ step, word }: MarriageRow["steps"][number]): boolean {
  return step === "undertaking_signed" || (step === "court_held" && word !== "nobody_there");
}

function Wedding({ row, now }: { row: MarriageRow; now: number }) {
  const say = useSay();
  if (!row.on_at) return <>{say.t("console.marriage.not_known")}</>;
  const left = (Date.parse(row.on_at) - now) / 1000;
  if (left <= 0) {
    return (
      <StateWord hue="overdue" icon="late">
        {say.t("console.marriage.passed")} {say.day(row.on_at)}
      </StateWord>
    );
  }
  const long = left > 2 * DAY_S;
  return (
    <>
      <StateWord hue={left <= DAY_S ? "danger" : "waiting"} icon="hour">
        {say.t("console.marriage.until")}
      </StateWord>
      <b className="num">
        {long
          ? say.t("console.marriage.days", { n: Math.floor(left / DAY_S) })
          : say.left(row.on_at, now).text}
      </b>
      <span className="small mute num">
        {say.day(row.on_at)}{" "}
        {row.hour_known ? say.clock(row.on_at) : say.t("console.marriage.whole_day")}
      </span>
    </>
  );
}

function WeddingDay({ incidentId, onDone }: { incidentId: string; onDone: () => void }) {
  const say = useSay();
  const verb = useVerb();
  const [day, setDay] = useState("");
  const [hour, setHour] = useState("");
  const tell = async (known: boolean) => {
    const said = () =>
      known ? sayWedding(incidentId, day, hour || null) : sayWedding(incidentId, null, null);
    if (await verb.run(said)) onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (day) void tell(true);
  };
  return (
    <form className="book" onSubmit={submit}>
      <p className="small">{say.t("console.marriage.ask")}</p>
      <DateField
        wide
        required
        name={say.t("console.marriage.day")}
        value={day}
        onSay={(value) => setDay(value ?? "")}
      />
      <DateField
        wide
        of="hour"
        name={say.t("console.marriage.hour")}
        value={hour}
        onSay={(value) => setHour(value ?? "")}
      />
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !day}>
          <Icon name="check" />
          {say.t("console.marriage.save")}
        </button>
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void tell(false)}
        >
          {say.t("console.marriage.unknown")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

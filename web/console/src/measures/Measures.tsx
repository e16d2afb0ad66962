/** How well calls are answered: three service levels side by side, each with its definition; nobody is ranked. */
import { callsMeasures } from "@helpline/shared/api";
import type { MeasuresRow, ServiceLevel } from "@helpline/shared/types";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useDefinition } from "./definition.ts";
import { Flags } from "./Flags.tsx";
import {
  COUNTS,
  FORMULAS,
  type Formula,
  judged,
  OF_TARGET,
  PERIODS,
  percent,
  WAITS,
} from "./shares.ts";

const AGAIN_MS = 15_000;

export function Measures() {
  const say = useSay();
  const [minutes, setMinutes] = useState<number>(PERIODS[0].minutes);
  const { data, isError } = useQuery({
    queryKey: ["measures", minutes],
    queryFn: ({ signal }) => callsMeasures({ query: { minutes }, signal }),
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <main className="paper measures">
      <div className="paper-head">
        <h1>{say.t("console.measures.title")}</h1>
        <fieldset className="seg" aria-label={say.t("console.measures.period")}>
          {PERIODS.map(({ minutes: length, n, unit }) => (
            <button
              key={length}
              type="button"
              aria-pressed={minutes === length}
              onClick={() => setMinutes(length)}
            >
              {say.t(`console.measures.last_${unit}`, { n })}
            </button>
          ))}
        </fieldset>
      </div>
      {isError && <p className="notice st overdue">{say.t("console.measures.stale")}</p>}
      {data && <Shown data={data} />}
      <Flags />
      <p>
        <Link to="/targets">{say.t("console.targets.nav")}</Link>
      </p>
    </main>
  );
}

function Shown({ data }: { data: MeasuresRow }) {
  const say = useSay();
  return (
    <>
      <p className="small mute">
        {say.t("console.measures.from_to", {
          since: `${say.shortDay(data.since)}, ${say.clock(data.since)}`,
          until: say.clock(data.until, true),
        })}
      </p>
      {data.levels.map((level) => (
        <Level key={level.seconds} level={level} data={data} />
      ))}
      <Counts data={data} />
      <Waits data={data} />
    </>
  );
}

function Level({ level, data }: { level: ServiceLevel; data: MeasuresRow }) {
  const say = useSay();
  const title = say.t("console.measures.within", { n: level.seconds });
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
        {level.target !== null && (
          <span className="mute end">
            {say.t("console.measures.target", { n: say.n(percent(level.target)) })}
          </span>
        )}
      </h2>
      <dl className="formulas">
        {FORMULAS.map((formula) => (
          <Share key={formula} level={level} formula={formula} data={data} />
        ))}
      </dl>
    </section>
  );
}

type ShareProps = { level: ServiceLevel; formula: Formula; data: MeasuresRow };

function Share({ level, formula, data }: ShareProps) {
  const say = useSay();
  const define = useDefinition(data);
  const share = level[formula];
  const how = judged(level, formula);
  return (
    <div className={formula === OF_TARGET ? "formula is-target" : "formula"}>
      <dt>{say.t(`console.measures.${formula}`)}</dt>
      <dd className="formula-share num">
        {share === null ? "—" : say.t("console.measures.percent", { n: say.n(percent(share)) })}
      </dd>
      {how !== "no_target" && (
        <dd>
          <StateWord
            hue={how === "below" ? "overdue" : how === "on_target" ? "safe" : "none"}
            icon={how === "below" ? "late" : how === "on_target" ? "check" : "info"}
          >
            {say.t(`console.measures.${how}`)}
          </StateWord>
        </dd>
      )}
      <dd className="small mute">{define(formula)}</dd>
    </div>
  );
}

function Counts({ data }: { data: MeasuresRow }) {
  const say = useSay();
  const define = useDefinition(data);
  const rate = data.abandon_rate;
  return (
    <section aria-label={say.t("console.measures.calls")}>
      <h2 className="group">
        <b>{say.t("console.measures.calls")}</b>
      </h2>
      <dl className="figures">
        {COUNTS.map((name) => (
          <div key={name}>
            <dt>{say.t(`console.measures.${name}`)}</dt>
            <dd className="num">{say.n(data[name])}</dd>
            <dd className="small mute">{define(name)}</dd>
          </div>
        ))}
        <div>
          <dt>{say.t("console.measures.abandon_rate")}</dt>
          <dd className="num">
            {rate === null ? "—" : say.t("console.measures.percent", { n: say.n(percent(rate)) })}
          </dd>
          <dd className="small mute">{define("abandon_rate")}</dd>
        </div>
      </dl>
    </section>
  );
}

function Waits({ data }: { data: MeasuresRow }) {
  const say = useSay();
  const define = useDefinition(data);
  return (
    <section aria-label={say.t("console.measures.waits")}>
      <h2 className="group">
        <b>{say.t("console.measures.waits")}</b>
      </h2>
      <dl className="figures">
        {WAITS.map((name) => {
          const seconds = data[name];
          return (
            <div key={name}>
              <dt>{say.t(`console.measures.${name}`)}</dt>
              <dd className="num">{seconds === null ? "—" : say.span(seconds)}</dd>
              <dd className="small mute">{define(name)}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

/** Decisions of committees that somebody sees to, by post or centre, and late ones that he or she was told of. */
import type { OwedDecision } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTwice } from "../keys/useTwice.ts";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { dayOf } from "../sessions/slots.ts";
import { owedQuery, standing } from "./owed.ts";
import { done, noon, useBoardVerb } from "./verbs.ts";

export function OwedPage() {
  const say = useSay();
  const { data, isError } = useQuery(owedQuery);
  const told = data?.filter((row) => !row.may_answer) ?? [];
  return (
    <main className="paper committees">
      <div className="paper-head">
        <h1>{say.t("console.owed.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.owed.note")}</p>
      {isError && <p className="notice st overdue">{say.t("problem.no_answer")}</p>}
      {data && (
        <Rows title={say.t("console.owed.yours")} rows={data.filter((row) => row.may_answer)} />
      )}
      {told.length > 0 && <Rows title={say.t("console.owed.told")} rows={told} />}
    </main>
  );
}

function Rows({ title, rows }: { title: string; rows: OwedDecision[] }) {
  const say = useSay();
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
        <span className="mute" role="status">
          {say.t("console.committees.n", { n: rows.length })}
        </span>
      </h2>
      {rows.length === 0 && <p className="pad mute">{say.t("console.owed.none")}</p>}
      <ul className="service-list">
        {rows.map((row) => (
          <li key={row.id}>
            <Owed row={row} />
            {row.may_answer && <Done row={row} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Owed({ row }: { row: OwedDecision }) {
  const say = useSay();
  const sees = useMe()?.permissions.includes("committees.see") ?? false;
  const stands = standing(row, dayOf(useNow()));
  return (
    <div className="service">
      <p>{row.words}</p>
      <p className="row small service-facts">
        {sees ? (
          <Link to="/committees/$id" params={{ id: row.committee.id }}>
            {say.words(row.committee)}
          </Link>
        ) : (
          <span>{say.words(row.committee)}</span>
        )}
        <span>{say.words(row.owner.name)}</span>
        <span>{say.t("console.committees.due_on", { on: say.day(noon(row.due_on)) })}</span>
        {stands === "late" && (
          <StateWord hue="overdue" icon="late">
            {say.t("console.committees.is_late")}
          </StateWord>
        )}
        {stands === "soon" && <Badge hue="waiting">{say.t("console.owed.soon")}</Badge>}
      </p>
    </div>
  );
}

function Done({ row }: { row: OwedDecision }) {
  const say = useSay();
  const verb = useBoardVerb();
  const today = dayOf(useNow());
  const twice = useTwice(() => void verb.run(() => done(row.id, { done_on: today })));
  return (
    <div className="service-end">
      <button
        type="button"
        className={twice.armed ? "btn primary slim" : "btn slim"}
        aria-disabled={verb.busy}
        onClick={twice.press}
      >
        {say.t(twice.armed ? "console.committees.done_again" : "console.committees.done")}
      </button>
      <Refused text={verb.refused} />
    </div>
  );
}

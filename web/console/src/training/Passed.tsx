/** What people have passed and until when it counts, with the verb that withdraws it; unknown names are said to be. */
import type { QualificationRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Refused } from "../parts/Refused.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { Why } from "../parts/Why.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { noon, standingOf, WHY_WITHDRAWN } from "./codes.ts";
import { MOST, passedQuery, useTrainingVerb, withdraw } from "./verbs.ts";

/** All that one person has passed, also what ended or was withdrawn. */
export function PassedBy({ id, keeps }: { id: string; keeps: boolean }) {
  const say = useSay();
  const { data } = useQuery(passedQuery({ holder: id }));
  if (!data) return null;
  if (data.items.length === 0)
    return (
      <p className="small mute" role="status">
        {say.t("console.training.passed_nothing")}
      </p>
    );
  return <PassedList rows={data.items} shows="course" keeps={keeps} />;
}

type Shows = "both" | "holder" | "course";
type ListProps = { rows: QualificationRow[]; shows: Shows; keeps: boolean };

export function PassedList({ rows, shows, keeps }: ListProps) {
  const say = useSay();
  return (
    <>
      <ul className="service-list">
        {rows.map((row) => (
          <li key={row.id}>
            <PassedLine row={row} shows={shows} keeps={keeps} />
          </li>
        ))}
      </ul>
      {rows.length >= MOST && (
        <p className="small mute pad">{say.t("console.training.only_first", { n: MOST })}</p>
      )}
    </>
  );
}

function PassedLine({
  row,
  shows,
  keeps,
}: {
  row: QualificationRow;
  shows: Shows;
  keeps: boolean;
}) {
  const say = useSay();
  const verb = useTrainingVerb();
  const who = say.words(row.holder.name) || say.t("console.training.nobody_known");
  const about = `${who}, ${say.words(row.course.name)}`;
  return (
    <div className="asked-line">
      <p className="row service-name">
        {shows !== "course" && <WhoLink holder={row.holder} />}
        {shows !== "holder" && (
          <Link to="/training/$id" params={{ id: row.course.id }}>
            {say.words(row.course.name)}
          </Link>
        )}
        <HowItStands row={row} />
        <span className="small mute">
          {say.t("console.training.got_on", { on: say.day(noon(row.got_on)) })}
        </span>
      </p>
      {keeps && row.end_reason === null && (
        <Why
          name={say.t("console.training.withdraw")}
          about={about}
          codes={WHY_WITHDRAWN}
          family="qualification_end"
          busy={verb.busy}
          onPick={(reason) => void verb.run(() => withdraw(row.id, reason))}
        />
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

export function WhoLink({ holder }: { holder: QualificationRow["holder"] }) {
  const say = useSay();
  return (
    <Link
      to={holder.kind === "staff" ? "/directory/staff/$id" : "/directory/workers/$id"}
      params={{ id: holder.id }}
    >
      <b>{say.words(holder.name) || say.t("console.training.nobody_known")}</b>
    </Link>
  );
}

function HowItStands({ row }: { row: QualificationRow }) {
  const say = useSay();
  const standing = standingOf(row);
  if (standing === "over") {
    return (
      <StateWord hue="overdue" icon="late">
        {untilText(row, "over", say)}
      </StateWord>
    );
  }
  if (standing === "soon") {
    return (
      <StateWord hue="waiting" icon="hour">
        {untilText(row, "soon", say)}
      </StateWord>
    );
  }
  if (standing === "ended")
    return <Badge hue="none">{say.word("qualification_end", row.end_reason)}</Badge>;
  return <Badge hue="safe">{untilText(row, standing, say)}</Badge>;
}

function untilText(row: QualificationRow, standing: string, say: Say): string {
  const on = row.until ? say.day(noon(row.until)) : "";
  return say.t(`console.training.stands_${standing}`, { on });
}

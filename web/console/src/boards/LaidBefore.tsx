/** The boards a case was laid before, and what they decided; absent while there is none. */
import type { DecisionRow, LaidRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { PartProps } from "../cases/parts.ts";
import { Part } from "../directory/parts.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { laidQuery, noon } from "./verbs.ts";

export function LaidBefore({ row }: PartProps) {
  const say = useSay();
  const { data } = useQuery(laidQuery(row.id));
  if (!data || data.items.length === 0) return null;
  return (
    <Part title={say.t("console.committees.laid_before")}>
      <ul className="file-list">
        {data.items.map((one) => (
          <li key={one.meeting_id}>
            <Laid one={one} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Laid({ one }: { one: LaidRow }) {
  const say = useSay();
  return (
    <>
      <p className="row">
        <Link to="/meetings/$id" params={{ id: one.meeting_id }} className="grow quiet-link">
          {say.words(one.committee)}
        </Link>
        <Badge hue="none">{say.word("meeting_state", one.state)}</Badge>
      </p>
      <p className="small mute">
        {say.word("board_question", one.question)} · {say.day(one.held_at ?? one.planned_at)}
      </p>
      {one.decisions.map((decision) => (
        <Decided key={decision.id} decision={decision} />
      ))}
    </>
  );
}

function Decided({ decision }: { decision: DecisionRow }) {
  const say = useSay();
  return (
    <p className="small">
      {decision.words}{" "}
      <span className="mute">
        {say.words(decision.owner.name)} ·{" "}
        {say.t("console.committees.due_on", { on: say.day(noon(decision.due_on)) })} ·{" "}
        {say.word("decision_state", decision.state)}
      </span>
    </p>
  );
}

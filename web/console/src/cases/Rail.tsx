/** The six steps of a case as one line, computed from what was done and never set; of a reopened one that is said. */
import type { CaseRow, TimelineRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useSay } from "../say/useSay.ts";
import { reasonsQuery } from "./queries.ts";
import { type RailState, rail } from "./standing.ts";

/** The clock line knows four looks; the word says which of the six it is. */
const LOOK: Record<RailState, string> = {
  done: "done",
  now: "now",
  waiting: "now waits",
  begun: "ahead begun",
  again: "ahead again",
  ahead: "ahead",
};

export function Rail({ row, timeline }: { row: CaseRow; timeline: TimelineRow[] }) {
  const say = useSay();
  return (
    <div className="case-rail">
      <ol className="clock" aria-label={say.t("console.case.steps")}>
        {rail(row).map(({ step, state }) => (
          <li
            key={step}
            className={LOOK[state]}
            aria-current={state === "now" ? "step" : undefined}
          >
            <span>
              {say.word("case_step", step)}
              <br />
              <span className="case-standing">{say.word("case_standing", state)}</span>
            </span>
          </li>
        ))}
      </ol>
      {row.episode > 1 && <Reopened row={row} timeline={timeline} />}
    </div>
  );
}

function Reopened({ row, timeline }: { row: CaseRow; timeline: TimelineRow[] }) {
  const say = useSay();
  const { data } = useQuery(reasonsQuery);
  const last = timeline.filter(({ kind }) => kind === "case.reopened").pop();
  const reason = data?.reopen.find(({ code }) => code === last?.facts.reason);
  return (
    <p className="small mute">
      {say.t("console.case.reopened", { n: row.episode })}
      {last && ` · ${say.day(last.at)}`}
      {reason && ` · ${say.words(reason.name)}`}
    </p>
  );
}

/** What happened so far, one line an event, in words; nothing is shown as a raw code. */
import type { DispatchRow, TimelineRow } from "@helpline/shared/types";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { timelineIcon, timelineText } from "../../say/timeline.ts";
import { useSay } from "../../say/useSay.ts";
import { useLabels } from "../useCategories.ts";

export function Timeline({ rows, dispatches }: { rows: TimelineRow[]; dispatches: DispatchRow[] }) {
  const say = useSay();
  const labelOf = useLabels();
  const now = useNow();
  if (rows.length === 0) return null;
  const today = say.day(new Date(now).toISOString());
  return (
    <div className="blk">
      <h2>{say.t("console.do.timeline")}</h2>
      <ol className="timeline">
        {[...rows].reverse().map((row) => (
          <li key={row.seq}>
            <span className="num mute">
              {say.day(row.at) === today ? say.clock(row.at, true) : say.dayOrClock(row.at, now)}
            </span>
            <Icon name={timelineIcon(row.kind)} />
            <span>{timelineText(row, say, labelOf, dispatches)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

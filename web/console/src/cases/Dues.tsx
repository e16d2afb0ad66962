/** What of a case is due, the first first: until when, how long still, and who has been told that it is late. */
import type { CaseRow } from "@helpline/shared/types";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { nameOf } from "./Marks.tsx";
import { dueText } from "./spans.ts";
import { waits } from "./standing.ts";

const LEVELS = ["worker", "supervisor", "district"] as const;

export function DuesPart({ row }: { row: CaseRow }) {
  const say = useSay();
  const now = useNow();
  const { on, who } = waits(row);
  if (row.dues.length === 0) return null;
  return (
    <Part title={say.t("console.case.due")}>
      <ul className="file-list">
        {row.dues.map((one, at) => {
          const late = Date.parse(one.due_at) <= now;
          return (
            <li key={one.id} className={`edge st ${late ? "overdue" : at === 0 ? "info" : "none"}`}>
              <div className="row">
                <StateWord
                  hue={late ? "overdue" : at === 0 ? "info" : "none"}
                  icon={late ? "late" : "clock"}
                >
                  {say.word("case_due", one.due)}
                </StateWord>
                <span className="num">{dueText(one.due_at, now, say)}</span>
                <span className="small mute num end">{say.dayOrClock(one.due_at, now)}</span>
              </div>
              {at === 0 && (
                <p className="small mute">
                  {on === "supervisor" && !who
                    ? say.t("console.case.waits_any_supervisor")
                    : say.t("console.case.waits", { who: nameOf(who, say) })}
                </p>
              )}
              {one.told_level > 0 && (
                <p className="small mute">
                  {say.t("console.case.told", {
                    who: LEVELS.slice(0, one.told_level)
                      .map((level) => say.word("case_level", level))
                      .join(", "),
                  })}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

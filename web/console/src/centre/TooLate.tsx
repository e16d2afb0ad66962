/** What somebody else took before the centre answered: a quiet line for a while, nothing to press. */
import type { TaskRow } from "@helpline/shared/types";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { tooLate } from "./beds.ts";

export function TooLate({ tasks }: { tasks: TaskRow[] }) {
  const say = useSay();
  const now = useNow();
  const late = tooLate(tasks, now);
  return (
    <div role="status">
      {late.length > 0 && (
        <ul aria-label={say.t("console.centre.too_late_all")}>
          {late.map(({ dispatch_id, task_no, taken }) => (
            <li key={dispatch_id} className="too-late row small mute">
              <Icon name="check" />
              <span>
                {say.t("console.do.task", { no: task_no })}:{" "}
                {say.t("console.centre.too_late", { who: say.words(taken?.by) })}
              </span>
              {taken && <span className="end num">{say.dayOrClock(taken.at, now)}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

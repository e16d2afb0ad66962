/** Time left for an answer and who is asked next; past its time it says so in three carriers. */
import type { DispatchRow } from "@helpline/shared/types";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { useSay } from "../../say/useSay.ts";

export function NextStep({ row }: { row: DispatchRow }) {
  const say = useSay();
  const now = useNow();
  if (row.state === "unanswered") {
    return (
      <div className="notice next st overdue">
        <Icon name="late" />
        <span className="grow small">
          <b>{say.t("console.do.ladder_over")}</b>
          {row.alarm_at && (
            <>
              <br />
              {say.t("console.do.alarm_since", { at: say.clock(row.alarm_at, true) })}
            </>
          )}
        </span>
      </div>
    );
  }
  if (row.state !== "alerting" || !row.due_at) return null;
  const { text, late } = say.left(row.due_at, now);
  return (
    <div className={`notice next st ${late ? "overdue" : "waiting"}`}>
      <span className="cd num">{text}</span>
      <span className="grow small">
        <b>{say.t("console.do.if_no_answer", { at: say.clock(row.due_at, true) })}</b>
        <br />
        {row.next
          ? say.t("console.do.next_is", { name: say.words(row.next.name) })
          : say.t("console.do.next_supervisor")}
      </span>
    </div>
  );
}

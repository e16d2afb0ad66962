/** Time left for an answer and who is asked next; past its time it says so in three carriers. */
import type { DispatchRow } from "@helpline/shared/types";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { useSay } from "../../say/useSay.ts";

export function NextStep({ row }: { row: DispatchRow }) {
  const say = useSay();
  const now = useNow();
  if (row.in_charge && row.in_charge_at) {
    return (
      <p className="small">
        <Icon name="hand" />{" "}
        {say.t("console.do.in_charge", {
          name: say.words(row.in_charge),
          at: say.clock(row.in_charge_at, true),
        })}
      </p>
    );
  }
  if (row.stalled_at || row.reminded_at) return <Standstill row={row} />;
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
        {row.coming.length > 1 && (
          <span className="mute">
            <br />
            {say.t("console.do.coming", {
              names: row.coming
                .slice(1)
                .map(({ name, tier }) => `${say.words(name)} (${say.word("tier", tier)})`)
                .join(" → "),
            })}
          </span>
        )}
      </span>
    </div>
  );
}

/** Accepted, and nothing happened since: reminded, or the supervisors' alarm. */
function Standstill({ row }: { row: DispatchRow }) {
  const say = useSay();
  if (row.stalled_at) {
    return (
      <div className="notice next st overdue">
        <Icon name="late" />
        <b className="grow small">
          {say.t("console.do.stalled", { at: say.clock(row.stalled_at, true) })}
        </b>
      </div>
    );
  }
  return (
    <div className="notice next st waiting">
      <Icon name="bell" />
      <span className="grow small">
        {say.t("console.do.reminded", { at: say.clock(row.reminded_at ?? "", true) })}
      </span>
    </div>
  );
}

/** Counsellors by state with their timers; nobody is ranked. */
import type { CounsellorRow } from "@helpline/shared/types";
import type { ReactNode } from "react";
import { DutyWord } from "../duty/DutyWord.tsx";
import { useNow } from "../live/useNow.ts";
import { Elapsed } from "../parts/Countdown.tsx";
import { Badge, UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { Listen } from "./Listen.tsx";
import { byState } from "./score.ts";

type Props = { rows: CounsellorRow[]; before: ReactNode };

/** `before` stands above them: who asks for help. */
export function Counsellors({ rows, before }: Props) {
  const say = useSay();
  const on = rows.filter(({ state }) => state !== "off");
  const count = (state: CounsellorRow["state"]) => rows.filter((row) => row.state === state).length;
  return (
    <>
      <div className="col-head">
        <h1>{say.t("console.board.counsellors")}</h1>
        <span className="mute small">
          {say.t("console.board.on_duty", {
            n: on.length,
            calls: count("on_call"),
            free: count("available"),
          })}
        </span>
      </div>
      <div className="col-body">
        {before}
        {on.length === 0 && <p className="mute pad">{say.t("console.board.nobody_on_duty")}</p>}
        {rows.length > 0 && (
          <table className="floor">
            <thead>
              <tr>
                <th scope="col">{say.t("console.board.name")}</th>
                <th scope="col">{say.t("console.board.state")}</th>
                <th scope="col" className="r">
                  {say.t("console.board.for")}
                </th>
                <th scope="col">{say.t("console.board.what")}</th>
              </tr>
            </thead>
            <tbody>
              {[...rows].sort(byState).map((row) => (
                <tr key={row.staff_id} className={row.state === "off" ? "is-off" : ""}>
                  <th scope="row">{say.words(row.name)}</th>
                  <td>
                    <DutyWord duty={row} />
                  </td>
                  <td className="r">{row.state !== "off" && <Elapsed since={row.since} />}</td>
                  <td>
                    <What row={row} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}

function What({ row }: { row: CounsellorRow }) {
  const say = useSay();
  const now = useNow();
  const over = row.wrap_up_due_at ? (now - Date.parse(row.wrap_up_due_at)) / 1000 : 0;
  if (row.state === "wrap_up" && over > 0) {
    return (
      <Badge hue="overdue" icon="late">
        {say.t("console.board.wrap_up_over", { time: say.span(over) })}
      </Badge>
    );
  }
  if (!row.call) return null;
  return (
    <span className="row">
      {row.call.urgency && <UrgencyBadge urgency={row.call.urgency} />}
      <span className="num">{say.n(row.call.number)}</span>
      <Listen row={row} />
    </span>
  );
}

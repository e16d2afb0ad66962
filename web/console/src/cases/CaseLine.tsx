/** One case in a list: what is due and with whom it waits, its risk and step, where, and whose it is. */
import type { IconName } from "@helpline/shared/icons";
import type { CaseRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import type { Hue } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { nameOf, RiskBadge } from "./Marks.tsx";
import { dueText } from "./spans.ts";
import { isLate, waits } from "./standing.ts";

export function CaseLine({ row, initials }: { row: CaseRow; initials: string | null }) {
  const say = useSay();
  const now = useNow();
  const [hue, icon] = lookOf(row, now);
  const { on, who } = waits(row);
  return (
    <li className={`case-line edge st ${hue}`}>
      <span className="entry-name">
        <Link to="/cases/$id" params={{ id: row.id }} className="entry-link num">
          {say.n(row.number)}
        </Link>
        {initials && <b>{initials}</b>}
        <RiskBadge risk={row.risk} />
      </span>
      <span className="case-due small">
        <span className="state">
          <Icon name={icon} />
          {row.next_due ? say.word("case_due", row.next_due.due) : say.t("console.case.is_closed")}
        </span>
        {row.next_due && <span className="num">{dueText(row.next_due.due_at, now, say)}</span>}
        <span className="mute">
          {on === "supervisor" && !who
            ? say.t("console.case.waits_any_supervisor")
            : on !== "nobody" && say.t("console.case.waits", { who: nameOf(who, say) })}
          {row.closed_at && say.day(row.closed_at)}
        </span>
      </span>
      <span className="small mute case-where">
        {row.state === "open" && <span>{say.word("case_step", row.step)}</span>}
        <span className="fact">
          <Icon name="pin" />
          {row.place ? say.words(row.place.name) : say.t("console.case.place_unknown")}
        </span>
        <span className="fact">
          <Icon name="user" />
          {nameOf(row.owner, say)}
        </span>
        {row.episode > 1 && <span>{say.t("console.case.episode", { n: row.episode })}</span>}
      </span>
    </li>
  );
}

function lookOf(row: CaseRow, now: number): [Hue, IconName] {
  if (row.state === "closed") return ["none", "lock"];
  if (isLate(row, now)) return ["overdue", "late"];
  return waits(row).on === "owner" ? ["info", "pen"] : ["waiting", "hour"];
}

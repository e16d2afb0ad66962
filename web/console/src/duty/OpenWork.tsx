/** A counsellor's open incidents, the most pressing first; each leads to its incident. */
import type { IconName } from "@helpline/shared/icons";
import type { WorkRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useLabels } from "../incident/useCategories.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import type { Hue } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { bySoonest, isLate } from "./workOrder.ts";

type Props = { rows: WorkRow[]; before?: ReactNode; children?: ReactNode };

/** `before` stands above and `children` stand below, in the same column. */
export function OpenWork({ rows, before, children }: Props) {
  const say = useSay();
  const now = useNow();
  return (
    <aside className="work" aria-label={say.t("console.work.title")}>
      {before}
      <h1>{say.t("console.work.title")}</h1>
      {rows.length === 0 && <p className="mute">{say.t("console.work.none")}</p>}
      <ul>
        {[...rows].sort(bySoonest).map((row) => (
          <WorkLine key={row.id} row={row} late={isLate(row, now)} now={now} />
        ))}
      </ul>
      {children}
    </aside>
  );
}

const LOOK: Record<string, [Hue, IconName]> = {
  alerting: ["waiting", "hour"],
  accepted: ["info", "check"],
  en_route: ["info", "go"],
  reached: ["info", "flag"],
  done: ["safe", "safe"],
  unanswered: ["overdue", "late"],
  stood_down: ["none", "x"],
};

function WorkLine({ row, late, now }: { row: WorkRow; late: boolean; now: number }) {
  const say = useSay();
  const labelOf = useLabels();
  const [hue, icon] = late ? LATE : (LOOK[row.dispatch_state ?? ""] ?? (["none", "pen"] as const));
  return (
    <li className={`edge st ${hue}`}>
      <Link to="/incidents/$id" params={{ id: row.id }} className="work-link">
        <span className="state">
          <Icon name={icon} />
          {late
            ? say.t("console.work.late")
            : say.word("work", row.dispatch_state ?? "no_dispatch")}
          {row.due_at && <span className="num">{say.left(row.due_at, now).text}</span>}
        </span>
        <span className="work-what">
          <span className="num">{say.n(row.number)}</span>
          {row.categories.length > 0 && ` · ${row.categories.map(labelOf).join(", ")}`}
        </span>
        {row.place && <span className="mute small">{say.words(row.place.name)}</span>}
      </Link>
    </li>
  );
}

const LATE: [Hue, IconName] = ["overdue", "late"];

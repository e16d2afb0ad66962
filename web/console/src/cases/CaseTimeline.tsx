/** What was done on a case, step by step, the newest first. */
import type { IconName } from "@helpline/shared/icons";
import type { TimelineRow } from "@helpline/shared/types";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { caseStepText } from "./steps.ts";

const ICONS: Record<string, IconName> = {
  "case.opened": "flag",
  "case.closed": "lock",
  "case.reopened": "flag",
  "case.rated": "warn",
  "case.late_told": "late",
  "case.due_found": "late",
  "case.approval_requested": "go",
  "case.approval_ended": "check",
  "case.action_ended": "check",
  "case.checked": "user",
  "case.assigned": "xfer",
  "case.taken_on": "hand",
  "case.incident_added": "link",
  "case.kin_added": "users",
  "case.kin_ended": "users",
  "case.child_stays": "home",
  "case.cash_tranche_held": "hold",
  "case.cash_payment_moved": "go",
  "case.cash_grievance_late": "late",
};

export function CaseTimeline({ rows }: { rows: TimelineRow[] }) {
  const say = useSay();
  const now = useNow();
  return (
    <Part title={say.t("console.case.timeline")}>
      <ol className="timeline case-timeline">
        {[...rows].reverse().map((row) => (
          <li key={row.seq}>
            <span className="num mute">{say.dayOrClock(row.at, now)}</span>
            <Icon name={ICONS[row.kind] ?? "pen"} />
            <span>{caseStepText(row, say)}</span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

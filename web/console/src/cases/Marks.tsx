/** The risk of a case as a badge, and a name beside what somebody did; unknown stands there as unknown. */

import type { IconName } from "@helpline/shared/icons";
import type { CaseRisk, Somebody } from "@helpline/shared/types";
import { Badge, type Hue } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";

const LOOK: Record<CaseRisk | "unknown", [Hue, IconName]> = {
  high: ["danger", "warn"],
  medium: ["info", "info"],
  low: ["none", "info"],
  unknown: ["waiting", "hour"],
};

export function RiskBadge({ risk }: { risk: CaseRisk | null }) {
  const say = useSay();
  const code = risk ?? "unknown";
  const [hue, icon] = LOOK[code];
  return (
    <Badge hue={hue} icon={icon}>
      {say.word("case_risk", code)}
    </Badge>
  );
}

export function nameOf(who: Somebody | null, say: Say): string {
  return say.words(who?.name) || say.t("console.case.somebody");
}

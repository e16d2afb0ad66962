/** Status in its four carriers (hue, icon, word, edge) as a word or a badge; it decides no status. */
import type { IconName } from "@helpline/shared/icons";
import type { Urgency } from "@helpline/shared/types";
import type { ReactNode } from "react";
import { useSay } from "../say/useSay.ts";
import { Icon } from "./Icon.tsx";

export type Hue =
  | "waiting"
  | "ringing"
  | "oncall"
  | "wrapup"
  | "overdue"
  | "safe"
  | "danger"
  | "info"
  | "none";

export function StateWord({
  hue,
  icon,
  children,
}: {
  hue: Hue;
  icon: IconName;
  children: ReactNode;
}) {
  return (
    <span className={`st ${hue}`}>
      <span className="state">
        <Icon name={icon} />
        {children}
      </span>
    </span>
  );
}

type BadgeProps = { hue: Hue; icon?: IconName; solid?: boolean; children: ReactNode };

export function Badge({ hue, icon, solid, children }: BadgeProps) {
  return (
    <span className={`st ${hue}`}>
      <span className={solid ? "badge solid" : "badge"}>
        {icon && <Icon name={icon} />}
        {children}
      </span>
    </span>
  );
}

/** In words, for the call bar, where P1 alone is filled; elsewhere the code, outlined. */
export function UrgencyBadge({ urgency, worded }: { urgency: Urgency; worded?: boolean }) {
  const say = useSay();
  const hue = urgency === "P1" ? "danger" : "info";
  if (!worded) return <Badge hue={hue}>{urgency}</Badge>;
  const text = say.word("urgency", urgency);
  return urgency === "P1" ? (
    <Badge hue={hue} icon="warn" solid>
      {text}
    </Badge>
  ) : (
    <Badge hue={hue}>{text}</Badge>
  );
}

/** How the states of a transfer look: hue, icon; pure. */
import type { IconName } from "@helpline/shared/icons";
import type {
  CashEnrolmentRow,
  CashPaymentRow,
  CashTrancheMark,
  GrievanceRow,
} from "@helpline/shared/types";
import type { Hue } from "../parts/status.tsx";

type Look = { hue: Hue; icon: IconName };

export const ENROLMENT: Record<CashEnrolmentRow["state"], Look> = {
  applied: { hue: "waiting", icon: "hour" },
  enrolled: { hue: "info", icon: "check" },
  completed: { hue: "safe", icon: "check" },
  ended: { hue: "none", icon: "x" },
  refused: { hue: "none", icon: "x" },
};
export const TRANCHE: Record<CashTrancheMark["state"], Look> = {
  open: { hue: "none", icon: "pen" },
  proposed: { hue: "waiting", icon: "hour" },
  released: { hue: "info", icon: "go" },
  paid: { hue: "safe", icon: "check" },
  cancelled: { hue: "none", icon: "x" },
};
export const PAYMENT: Record<CashPaymentRow["state"], Look> = {
  sent: { hue: "waiting", icon: "hour" },
  confirmed: { hue: "safe", icon: "check" },
  failed: { hue: "none", icon: "x" },
  returned: { hue: "none", icon: "xfer" },
};
export const GRIEVANCE: Record<GrievanceRow["state"], Look> = {
  open: { hue: "waiting", icon: "hour" },
  answered: { hue: "info", icon: "pen" },
  told: { hue: "safe", icon: "check" },
};

/** The verbs of the roster, as the server knows them; each throws Problem. */
import {
  directoryMoveDuty,
  Problem,
  rosterAskSwap,
  rosterCallOffLeave,
  rosterCallOffShift,
  rosterChangeShift,
  rosterConfirmSwap,
  rosterGrantLeave,
  rosterNoteYes,
  rosterPlanShift,
  rosterRefuseSwap,
} from "@helpline/shared/api";
import type { LeaveReason } from "@helpline/shared/types";

type Times = { starts_at: string; ends_at: string; on_holidays: boolean };

export const planShift = (worker_id: string, times: Times, confirm: boolean) =>
  rosterPlanShift({ path: { worker_id }, body: { ...times, confirm } });
export const changeShift = (shift_id: string, body: Times) =>
  rosterChangeShift({ path: { shift_id }, body });
export const callOffShift = (shift_id: string) => rosterCallOffShift({ path: { shift_id } });
export const callOffLeave = (leave_id: string) => rosterCallOffLeave({ path: { leave_id } });
export const grantLeave = (
  worker_id: string,
  body: { starts_at: string; ends_at: string; reason: LeaveReason },
) => rosterGrantLeave({ path: { worker_id }, body });
export const moveDuty = (worker_id: string, on: boolean, confirm: boolean) =>
  directoryMoveDuty({ path: { worker_id }, body: { on, confirm } });

export const askSwap = (shift_id: string, to_worker: string) =>
  rosterAskSwap({ path: { shift_id }, body: { to_worker } });
export const noteYes = (swap_id: string) => rosterNoteYes({ path: { swap_id } });
export const refuseSwap = (swap_id: string) => rosterRefuseSwap({ path: { swap_id } });
export const confirmSwap = (swap_id: string, confirm: boolean) =>
  rosterConfirmSwap({ path: { swap_id }, body: { confirm } });

/** The channels nobody can be reached by, when that is why the server asks back; else null. */
export function missingChannels(error: unknown): string[] | null {
  if (!(error instanceof Problem) || error.code !== "no_channel") return null;
  return (error.facts.missing as string[] | undefined) ?? [];
}

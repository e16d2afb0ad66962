/** What a worker may decide about a task, and the server's call for each; it retries nothing and keeps nothing. */

import {
  dispatchesAccept,
  dispatchesAdmit,
  dispatchesArrive,
  dispatchesComplete,
  dispatchesDecline,
  dispatchesDepart,
} from "@helpline/shared/api";
import type { DeclineReason, Id, Outcome, TaskRow } from "@helpline/shared/types";

export type Decision =
  | { verb: "accept" | "depart" | "arrive" | "admit" }
  | { verb: "decline"; reason: DeclineReason }
  | { verb: "complete"; outcome: Outcome };

const STEPS = {
  accept: dispatchesAccept,
  depart: dispatchesDepart,
  arrive: dispatchesArrive,
  admit: dispatchesAdmit,
};

/** Tells the server: the task as it is then, or nothing of it when none is left to show. Throws Problem. */
export async function tell(dispatchId: Id, decision: Decision): Promise<Partial<TaskRow>> {
  const path = { dispatch_id: dispatchId };
  return (await asked(path, decision)) ?? {};
}

function asked(path: { dispatch_id: Id }, decision: Decision) {
  switch (decision.verb) {
    case "decline":
      return dispatchesDecline({ path, body: { reason: decision.reason } });
    case "complete":
      return dispatchesComplete({ path, body: { outcome: decision.outcome } });
    default:
      return STEPS[decision.verb]({ path });
  }
}

/** Every screen of the phone in one table: the screenshots and the accessibility tests read it. */

import type { DispatchState } from "@helpline/shared/types";

export type StateRow = {
  name: string;
  /** The address after #; `$id` stands for a task's id. */
  hash: string;
  /** Whether somebody must be signed in. */
  signedIn: boolean;
  /** How far the task must be; null where none is needed. */
  needs: DispatchState | null;
};

export const STATES: readonly StateRow[] = [
  { name: "sign-in", hash: "#/", signedIn: false, needs: null },
  { name: "list", hash: "#/", signedIn: true, needs: null },
  { name: "outbox", hash: "#/outbox", signedIn: true, needs: null },
  { name: "alert", hash: "#/task/$id", signedIn: true, needs: "alerting" },
  { name: "decline", hash: "#/task/$id/why", signedIn: true, needs: "alerting" },
  { name: "task", hash: "#/task/$id", signedIn: true, needs: "en_route" },
  { name: "hand-back", hash: "#/task/$id/back", signedIn: true, needs: "en_route" },
  { name: "safe", hash: "#/task/$id/safe", signedIn: true, needs: "en_route" },
  { name: "safe-due", hash: "#/task/$id/safe", signedIn: true, needs: "reached" },
  { name: "pins", hash: "#/pins", signedIn: true, needs: null },
  { name: "cases", hash: "#/cases", signedIn: true, needs: null },
  { name: "roster", hash: "#/roster", signedIn: true, needs: null },
  { name: "outcome", hash: "#/task/$id/outcome", signedIn: true, needs: "reached" },
  { name: "centre", hash: "#/task/$id/centre", signedIn: true, needs: "reached" },
  { name: "report", hash: "#/task/$id/report", signedIn: true, needs: "reached" },
  { name: "over", hash: "#/task/$id", signedIn: true, needs: "done" },
];

/** Booking sessions and saying what came of one, as the server knows it; each throws Problem. */
import { sessionsBook, sessionsCounsellors, sessionsEnd } from "@helpline/shared/api";
import type { SessionOutcome } from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";
import { momentOf, type Wanted } from "./slots.ts";

export const OUTCOMES: readonly SessionOutcome[] = ["held", "missed", "cancelled"];

/** Books one session or a series; when one of them does not fit, none is booked. */
export const bookSessions = (incidentId: string, { day, time, ...wanted }: Wanted) =>
  sessionsBook({
    path: { incident_id: incidentId },
    body: { ...wanted, starts_at: momentOf(day, time) },
  });

export const endSession = (id: string, outcome: SessionOutcome) =>
  sessionsEnd({ path: { session_id: id }, body: { outcome } });

/** With whom sessions may be booked. */
export const counsellorsQuery = queryOptions({
  queryKey: ["session-counsellors"],
  queryFn: async () => (await sessionsCounsellors()).items,
});

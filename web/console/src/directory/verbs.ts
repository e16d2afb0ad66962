/** The directory's questions and verbs, as the server knows them; each throws Problem. */
import {
  directoryAddCentreContact,
  directoryAddContact,
  directoryAddStaffContact,
  directoryAppoint,
  directoryCentre,
  directoryLookUp,
  directoryMoveDuty,
  directoryPost,
  directoryRelieve,
  directoryRemoveContact,
  directorySendCode,
  directorySendTest,
  directoryStaff,
  directoryTransfer,
  directoryVerify,
  directoryVouch,
  directoryWorker,
  drillsDrillCentre,
  drillsDrillWorker,
  drillsLast,
  drillsOfCentre,
  drillsOfWorker,
  rosterCallOffLeave,
  rosterGrantLeave,
} from "@helpline/shared/api";
import type {
  ContactChannel,
  Entry,
  Id,
  Instant,
  NewLeave,
  Standing,
} from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";
import { dayOf, momentOf, timeOf } from "../sessions/slots.ts";

export type Sort = Entry["what"];
export type Asked = {
  q?: string;
  what?: Sort;
  kind?: string;
  place?: string;
  standing?: Standing;
  organisation?: Id;
};
export type OwnerKind = "worker" | "centre" | "staff";

/** How long a page of the directory is shown before it is asked for anew. */
const ANEW_MS = 20_000;
/** Somebody watches what comes of a drill. */
const DRILL_ANEW_MS = 4_000;

export const entriesQuery = (query: Asked) =>
  queryOptions({
    queryKey: ["directory", "entries", query],
    queryFn: ({ signal }) => directoryLookUp({ query, signal }),
    refetchInterval: ANEW_MS,
  });

export const workerQuery = (worker_id: Id) =>
  queryOptions({
    queryKey: ["directory", "worker", worker_id],
    queryFn: ({ signal }) => directoryWorker({ path: { worker_id }, signal }),
    refetchInterval: ANEW_MS,
  });

export const centreQuery = (centre_id: Id) =>
  queryOptions({
    queryKey: ["directory", "centre", centre_id],
    queryFn: ({ signal }) => directoryCentre({ path: { centre_id }, signal }),
    refetchInterval: ANEW_MS,
  });

export const postQuery = (post_id: Id) =>
  queryOptions({
    queryKey: ["directory", "post", post_id],
    queryFn: ({ signal }) => directoryPost({ path: { post_id }, signal }),
    refetchInterval: ANEW_MS,
  });

export const staffQuery = (staff_id: Id) =>
  queryOptions({
    queryKey: ["directory", "staff", staff_id],
    queryFn: ({ signal }) => directoryStaff({ path: { staff_id }, signal }),
    refetchInterval: ANEW_MS,
  });

export const moveDuty = (worker_id: Id, on: boolean, confirm: boolean) =>
  directoryMoveDuty({ path: { worker_id }, body: { on, confirm } });

export const appoint = (
  post_id: Id,
  worker_id: Id,
  kind: "substantive" | "acting",
  starts_at: Instant,
) => directoryAppoint({ path: { post_id }, body: { worker_id, kind, starts_at, ends_at: null } });
export const relieve = (holding_id: Id, at: Instant) =>
  directoryRelieve({ path: { holding_id }, body: { at } });
export const transfer = (holding_id: Id, to_post: Id, at: Instant) =>
  directoryTransfer({ path: { holding_id }, body: { to_post, at } });

export const grantLeave = (worker_id: Id, body: NewLeave) =>
  rosterGrantLeave({ path: { worker_id }, body });
export const callOffLeave = (leave_id: Id) => rosterCallOffLeave({ path: { leave_id } });

/** Enters an address of whoever it is; it is used once it is verified. */
export function addContact(kind: OwnerKind, id: Id, channel: ContactChannel, address: string) {
  const body = { channel, address };
  if (kind === "worker") return directoryAddContact({ path: { worker_id: id }, body });
  if (kind === "centre") return directoryAddCentreContact({ path: { centre_id: id }, body });
  return directoryAddStaffContact({ path: { staff_id: id }, body });
}

export type Drilled = "worker" | "centre";

export const drillsQuery = (kind: Drilled, id: Id) =>
  queryOptions({
    queryKey: ["directory", "drills", id],
    queryFn: ({ signal }) =>
      kind === "worker"
        ? drillsOfWorker({ path: { worker_id: id }, signal })
        : drillsOfCentre({ path: { centre_id: id }, signal }),
    refetchInterval: DRILL_ANEW_MS,
  });
export const lastDrillsQuery = queryOptions({
  queryKey: ["directory", "drills"],
  queryFn: ({ signal }) => drillsLast({ signal }),
  refetchInterval: ANEW_MS,
});
export const startDrill = (kind: Drilled, id: Id) =>
  kind === "worker"
    ? drillsDrillWorker({ path: { worker_id: id } })
    : drillsDrillCentre({ path: { centre_id: id } });

const of = (contact_id: Id) => ({ path: { contact_id } });
export const sendCode = (id: Id) => directorySendCode(of(id));
export const typeCode = (id: Id, code: string) => directoryVerify({ ...of(id), body: { code } });
export const vouch = (id: Id) => directoryVouch(of(id));
export const sendTest = (id: Id) => directorySendTest(of(id));
export const removeContact = (id: Id) => directoryRemoveContact(of(id));

/** A moment as a field of day and hour has it, in Dhaka. */
export const asField = (ms: number): string => `${dayOf(ms)}T${timeOf(ms)}`;

/** What such a field holds, as the server takes it; null while it is not filled. */
export function asMoment(field: string): Instant | null {
  const [day, time] = field.split("T");
  return day && time ? momentOf(day, time.slice(0, 5)) : null;
}

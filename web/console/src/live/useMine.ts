/** A counsellor's own channel by name: duty, offer, call, open work, queue; it changes nothing. */
import type {
  CallRow,
  DutyRow,
  InvitationRow,
  LineRow,
  Offer,
  QueueSummary,
  WorkRow,
} from "@helpline/shared/types";
import { useChannel } from "./useChannel.ts";

export type Mine = {
  ready: boolean;
  duty: DutyRow | null;
  /** By which telephone one is rung. */
  line: LineRow | null;
  offer: Offer | null;
  call: CallRow | null;
  /** Other calls whose work was left for a break or for the call in hand. */
  unsaid: CallRow[];
  /** What a colleague asks one for and one has not yet answered. */
  invitation: InvitationRow | null;
  /** The calls of others on whose line one is. */
  joined: CallRow[];
  work: WorkRow[];
  queue: QueueSummary;
};

const EMPTY: QueueSummary = { waiting: 0, longest_since: null };

/** The latest offer and the call in hand (live or in wrap-up), if any. */
export function useMine(): Mine {
  const { ready, rows } = useChannel("me");
  const duty = rows<DutyRow>("duty").get("me") ?? null;
  const [call, unsaid] = inHand([...rows<CallRow>("calls").values()], duty);
  return {
    ready,
    duty,
    line: rows<LineRow>("line").get("me") ?? null,
    offer: newest([...rows<Offer>("offers").values()]),
    call,
    unsaid,
    invitation:
      [...rows<InvitationRow>("invitations").values()].find(({ state }) => state === "asked") ??
      null,
    joined: [...rows<CallRow>("joined").values()],
    work: [...rows<WorkRow>("work").values()],
    queue: rows<QueueSummary>("queue").get("summary") ?? EMPTY,
  };
}

/** True while the counsellor still has something to do with the call. */
export function isInHand(call: CallRow): boolean {
  return call.state !== "ended" || call.wrap_up;
}

/**
 * The call in hand and those left: a live call goes before work after another, and who is on a
 * break, off or free again has left all such work, which then stands among the tasks as well.
 */
export function inHand(
  calls: CallRow[],
  duty: Pick<DutyRow, "state"> | null,
): [CallRow | null, CallRow[]] {
  const open = calls.filter(isInHand);
  const live = open.find((one) => one.state !== "ended" && !one.handed_over);
  const call = live ?? open[0] ?? null;
  const writes = duty === null || duty.state === "wrap_up" || duty.state === "on_call";
  return [call, open.filter((one) => one !== live && !(writes && one === call))];
}

function newest(offers: Offer[]): Offer | null {
  return offers.reduce<Offer | null>(
    (latest, offer) => (latest && latest.offered_at >= offer.offered_at ? latest : offer),
    null,
  );
}

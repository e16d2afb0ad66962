/** A counsellor's own channel by name: duty, offer, call, open work, queue; it changes nothing. */
import type {
  CallRow,
  DutyRow,
  InvitationRow,
  Offer,
  QueueSummary,
  WorkRow,
} from "@helpline/shared/types";
import { useChannel } from "./useChannel.ts";

export type Mine = {
  ready: boolean;
  duty: DutyRow | null;
  offer: Offer | null;
  call: CallRow | null;
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
  return {
    ready,
    duty: rows<DutyRow>("duty").get("me") ?? null,
    offer: newest([...rows<Offer>("offers").values()]),
    call: [...rows<CallRow>("calls").values()].find(isInHand) ?? null,
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

function newest(offers: Offer[]): Offer | null {
  return offers.reduce<Offer | null>(
    (latest, offer) => (latest && latest.offered_at >= offer.offered_at ? latest : offer),
    null,
  );
}

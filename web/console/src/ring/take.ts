/** Taking or passing on an offered call, by the live line or by REST when the line is down. */
import type { Offer } from "@helpline/shared/types";
import { api, live, type Taken, useLine } from "../live/client.ts";

export const PASS_REASONS = ["language", "skill", "personal", "technical"] as const;
export type PassReason = (typeof PASS_REASONS)[number];

const PATIENCE_MS = 1_500;

/** Answers. The line is quickest; REST follows if it stays silent, and the server takes only one of the two. */
export async function answer(offer: Offer): Promise<void> {
  const heard = live().accept(offer.id) ? await acceptedOnLine(offer.id) : false;
  if (heard) return;
  const taken = await api<Omit<Taken, "offer_id">>("POST", `/offers/${offer.id}/accept`);
  useLine.setState({ taken: { offer_id: offer.id, ...taken } });
}

/** Lets the next counsellor take it, with a reason. Throws Problem. */
export function passOn(offer: Offer, reason: PassReason): Promise<void> {
  return api<void>("POST", `/offers/${offer.id}/pass`, { reason });
}

function acceptedOnLine(offerId: string): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (heard: boolean) => {
      clearTimeout(timer);
      forget();
      resolve(heard);
    };
    const timer = setTimeout(() => done(false), PATIENCE_MS);
    const forget = useLine.subscribe(({ taken, errors }) => {
      if (taken?.offer_id === offerId) done(true);
      else if (errors[offerId]) done(false);
    });
  });
}

/** Taking or passing on an offered call, by the live line or by REST when the line is down. */
import { callsAccept, callsPassOn } from "@helpline/shared/api";
import type { Offer, PassReason } from "@helpline/shared/types";
import { live, useLine } from "../live/client.ts";

export type { PassReason };
export const PASS_REASONS: readonly PassReason[] = ["language", "skill", "personal", "technical"];

const PATIENCE_MS = 1_500;

/** Answers. The line is quickest; REST follows if it stays silent, and the server takes only one of the two. */
export async function answer(offer: Offer): Promise<void> {
  const heard = live().accept(offer.id) ? await acceptedOnLine(offer.id) : false;
  if (heard) return;
  const taken = await callsAccept({ path: { offer_id: offer.id } });
  useLine.setState({ taken: { offer_id: offer.id, ...taken } });
}

/** Lets the next counsellor take it, with a reason. Throws Problem. */
export async function passOn(offer: Offer, reason: PassReason): Promise<void> {
  await callsPassOn({ path: { offer_id: offer.id }, body: { reason } });
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

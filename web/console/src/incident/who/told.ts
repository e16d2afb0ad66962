/** What is known about a caller's number: from the call's own row, which outlives a reload, else from the ring. */
import type { CallRow, ContactSafety, EarlierCall, Offer } from "@helpline/shared/types";

type Told = Pick<Offer, "contact_safety" | "contact_safe_until" | "times_called" | "earlier">;
/** What every row tells of contact; a server that says no end means none. */
export type OfContact = {
  contact_safety?: ContactSafety | null;
  contact_safe_until?: string | null;
};
/** An older server leaves these out of the call's row. */
export type CallThatTells = CallRow & { [Name in keyof Told]?: Told[Name] | null };

/** Whether contact is safe; what nobody has said is unknown, and unknown is unsafe. */
export function safetyOf(
  call: CallThatTells | null,
  offer: Offer | undefined,
  now: number,
): ContactSafety {
  return safetyNow(call?.contact_safety ? call : offer, now);
}

/** No event tells when it runs out: every screen compares the end itself, by the server's clock. */
export function safetyNow(told: OfContact | undefined | null, now: number): ContactSafety {
  const { contact_safety: safety, contact_safe_until: until } = told ?? {};
  if (safety === "safe" && until && Date.parse(until) <= now) return "unknown";
  return safety ?? "unknown";
}

/** Earlier calls from the same number; null when neither the call nor the ring told of any history. */
export function earlierOf(
  call: CallThatTells | null,
  offer: Offer | undefined,
): EarlierCall[] | null {
  return call?.earlier ?? offer?.earlier ?? null;
}

/** How often the number has called; null when nobody told. */
export function timesOf(
  call: CallThatTells | null,
  offer: Offer | undefined,
): Offer["times_called"] | null {
  return call?.times_called ?? offer?.times_called ?? null;
}

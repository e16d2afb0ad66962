/** The one live line of this page and the REST door beside it; it draws nothing. */
import { caller } from "@helpline/shared/api";
import { type Connection, LiveClient, watchNetwork } from "@helpline/shared/live";
import type { Me, Offer } from "@helpline/shared/types";
import { create } from "zustand";

export const api = caller("console");

export type Taken = { offer_id: string; call_id: string; incident_id: string };
type LiveError = { code: string; detail: string; ref?: string | null };
type LineState = {
  connection: Connection;
  taken: Taken | null;
  errors: Record<string, LiveError>;
  /** What the ring told about a caller, by incident: kept in memory only, gone with the page. */
  offers: Record<string, Offer>;
};
const AT_FIRST: LineState = { connection: "connecting", taken: null, errors: {}, offers: {} };

/** What the line says beside the rows: its own state, the call just taken, refusals by channel. */
export const useLine = create<LineState>()(() => AT_FIRST);

/** Remembers what the ring told, so that the call's screen can show the history. */
export function keepOffer(offer: Offer): void {
  useLine.setState(({ offers }) => ({ offers: { ...offers, [offer.incident_id]: offer } }));
}

export const live = new LiveClient({
  app: "console",
  hasSession: () =>
    api<Me>("GET", "/session").then(
      () => true,
      (problem) => problem.status !== 401,
    ),
  onAccepted: (taken) => useLine.setState({ taken }),
  onError: (error) =>
    useLine.setState(({ errors }) => ({ errors: { ...errors, [error.ref ?? error.code]: error } })),
});

/** Opens the line for a signed-in person. Returns the way out, which forgets every row. */
export function openLine(): () => void {
  const quiet = live.onConnection((connection) => useLine.setState({ connection }));
  const unwatch = watchNetwork(live);
  live.start();
  return () => {
    unwatch();
    quiet();
    live.stop();
    useLine.setState(AT_FIRST);
  };
}

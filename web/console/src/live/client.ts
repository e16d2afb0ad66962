/** The one live line of this page, and the REST door opened for the console; it draws nothing. */
import { connect, hasSession } from "@helpline/shared/api";
import { type Connection, LiveClient, watchNetwork } from "@helpline/shared/live";
import type { Offer } from "@helpline/shared/types";
import { create } from "zustand";

connect("console");

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

/** A fresh client: one that was stopped says "ended" for ever, and the next person begins anew. */
const newClient = () =>
  new LiveClient({
    app: "console",
    hasSession,
    onAccepted: (taken) => useLine.setState({ taken }),
    onError: (error) =>
      useLine.setState(({ errors }) => ({
        errors: { ...errors, [error.ref ?? error.code]: error },
      })),
  });

let current = newClient();

/** The live client of whoever is signed in now. */
export function live(): LiveClient {
  return current;
}

/** Opens the line for a signed-in person. Returns the way out, which forgets every row. */
export function openLine(): () => void {
  const quiet = current.onConnection((connection) => useLine.setState({ connection }));
  const unwatch = watchNetwork(current);
  current.start();
  return () => {
    unwatch();
    quiet();
    current.stop();
    current = newClient();
    useLine.setState(AT_FIRST);
  };
}

/** Forgets why a channel was refused, and asks for it once more. */
export function askAgain(channel: string): void {
  useLine.setState(({ errors: { [channel]: _, ...others } }) => ({ errors: others }));
  current.again(channel);
}

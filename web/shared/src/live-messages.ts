/** The messages of the live socket as types, and the one place that reads a frame; it keeps no state. */

import type { Id, Instant, Me, Offer } from "./types.ts";

/** A row as the stores keep it; `version` orders two copies of the same row. */
export type Row = { version?: number; [field: string]: unknown };
export type RowsByCollection = Record<string, Record<string, Row>>;

export type ServerMessage =
  | { type: "hello"; me: Me; server_time: Instant; channels: string[] }
  | { type: "snapshot"; channel: string; position: string; collections: RowsByCollection }
  | EventMessage
  | { type: "offer"; offer: Offer }
  | { type: "accepted"; offer_id: Id; call_id: Id; incident_id: Id }
  | { type: "resync"; channel: string }
  | { type: "error"; code: string; detail: string; ref?: string | null }
  | { type: "pong"; server_time: Instant };

export type EventMessage = {
  type: "event";
  channel: string;
  position: string;
  event: string;
  at: Instant;
  entity: { kind: string; id: Id; version: number };
  put: { collection: string; id: Id; row: Row }[];
  drop: { collection: string; id: Id }[];
};

export type ClientMessage =
  | { type: "subscribe"; channel: string; since?: string }
  | { type: "unsubscribe"; channel: string }
  | { type: "ack"; offer_id: Id }
  | { type: "accept"; offer_id: Id }
  | { type: "ping" };

/** Close codes the server uses; every other code means the line broke. */
export const CLOSE = {
  malformedMessage: 4400,
  sessionEnded: 4401,
  notAllowed: 4403,
  tooSlow: 4408,
  tooManyMessages: 4429,
  restarting: 1012,
} as const;

/** One text frame as a message, or null when it is none of ours (a newer server may say more than we know). */
export function readFrame(data: unknown): ServerMessage | null {
  if (typeof data !== "string") return null;
  try {
    const message = JSON.parse(data);
    return message && typeof message.type === "string" ? (message as ServerMessage) : null;
  } catch {
    return null;
  }
}

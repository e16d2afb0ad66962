/** What is typed for a paper, and what the server is sent of it; pure. */
import type { NoEscort, PaperKind, PaperWanted, Receiver } from "@helpline/shared/types";

export type Sheet = {
  subject?: string;
  text?: string;
  receiver_kind?: Receiver | "";
  receiver_name?: string;
  receiver_relation?: string;
  receiver_address?: string;
  escort_name?: string;
  escort_post?: string;
  no_escort_reason?: NoEscort | "";
  travel_taka?: string;
  gd_number?: string;
  gd_thana?: string;
  gd_day?: string;
  handed_at?: string;
};

const DHAKA_MS = 6 * 3_600_000;

/** The present minute in Dhaka, as a field of a form holds it. */
export function inDhaka(nowMs: number): string {
  return new Date(nowMs + DHAKA_MS).toISOString().slice(0, 16);
}

/** Only what the kind is about: a letter hands nobody over. */
export function toPaper(kind: PaperKind, sheet: Sheet): PaperWanted {
  const { subject = "", text = "", travel_taka, gd_day, handed_at, no_escort_reason } = sheet;
  if (kind === "section_90") return { kind, text };
  if (kind === "letter") return { kind, subject, text };
  const { receiver_kind = "", receiver_name = "", receiver_relation = "" } = sheet;
  const { receiver_address = "", escort_name = "", escort_post = "" } = sheet;
  const { gd_number = "", gd_thana = "" } = sheet;
  return {
    kind,
    text,
    receiver_kind,
    receiver_name,
    receiver_relation,
    receiver_address,
    escort_name,
    escort_post,
    no_escort_reason: no_escort_reason || null,
    travel_taka: travel_taka ? Number(travel_taka) : null,
    gd_number,
    gd_thana,
    gd_day: gd_day || null,
    handed_at: handed_at ? `${handed_at}:00+06:00` : null,
  };
}

/** What is sent of a committee, a seat and a decision that is dropped, from what stands in the fields; pure. */
import type { CommitteeChange, NewSeat, SeatRow, WhyDropped } from "@helpline/shared/types";
import { whole } from "../parts/whole.ts";

export const MOST_QUORUM = 99;

export type CommitteeTyped = { name_bn: string; name_en: string; quorum: string };

/** null while it can't be sent; an empty quorum is one that nobody has said. */
export function committeeSaid(typed: CommitteeTyped): Required<CommitteeChange> | null {
  const name_bn = typed.name_bn.trim();
  const name_en = typed.name_en.trim();
  const quorum = whole(typed.quorum, 1, MOST_QUORUM);
  if (!name_bn || !name_en || quorum === "unfit") return null;
  return { name_bn, name_en, quorum };
}

/** Days are null while what stands there is no whole day, "" where the term begins today or has no known end. */
export type SeatTyped = {
  role: NewSeat["role"];
  post: string | null;
  title_bn: string;
  title_en: string;
  since: string | null;
  until: string | null;
};

/** A seat is known by its post, or by a title in both languages; without one the post gives its own. */
export function seatSaid({ role, post, since, until, ...titles }: SeatTyped): NewSeat | null {
  const title_bn = titles.title_bn.trim() || null;
  const title_en = titles.title_en.trim() || null;
  if (since === null || until === null) return null;
  if (!(post || (title_bn && title_en))) return null;
  return { role, post, title_bn, title_en, since: since || null, until: until || null };
}

/** The seats there were at a moment, as the server has it in Dhaka: in their term, not taken away yet. */
export function seatsAt(seats: SeatRow[], at: string): SeatRow[] {
  const day = at.slice(0, 10);
  const moment = Date.parse(`${at}:00+06:00`);
  return seats.filter(
    ({ since, until, ended_at }) =>
      since <= day &&
      (until === null || day <= until) &&
      (ended_at === null || moment < Date.parse(ended_at)),
  );
}

/** Another reason than those there are is told in words. */
export function dropSaid(reason: string, words: string): WhyDropped | null {
  const said = words.trim() || null;
  if (!reason || (reason === "other" && !said)) return null;
  return { reason, words: said };
}

/** What is sent of a committee, a seat and a decision that is dropped, from what stands in the fields; pure. */
import type { CommitteeChange, NewSeat, WhyDropped } from "@helpline/shared/types";
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

/** `until` is null while what stands there is no whole day, "" where no end of the term is known. */
export type SeatTyped = {
  role: NewSeat["role"];
  post: string | null;
  title_bn: string;
  title_en: string;
  until: string | null;
};

/** A seat is known by its post, or by a title in both languages; without one the post gives its own. */
export function seatSaid({ role, post, until, ...titles }: SeatTyped): NewSeat | null {
  const title_bn = titles.title_bn.trim() || null;
  const title_en = titles.title_en.trim() || null;
  if (until === null || !(post || (title_bn && title_en))) return null;
  return { role, post, title_bn, title_en, until: until || null };
}

/** Another reason than those there are is told in words. */
export function dropSaid(reason: string, words: string): WhyDropped | null {
  const said = words.trim() || null;
  if (!reason || (reason === "other" && !said)) return null;
  return { reason, words: said };
}

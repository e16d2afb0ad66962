/** The roll of a site for street children: what the server said last, and what was pressed on this phone since; it draws nothing. */

import { streetAskCase, streetReadRoll } from "@helpline/shared/api";
import { newId } from "@helpline/shared/new-id";
import type {
  ChildHere,
  Id,
  MoreReason,
  RollReason,
  RollRow,
  SiteAsk,
  SiteRow,
} from "@helpline/shared/types";
import type { Outbox, Sending } from "./outbox.ts";
import type { SealedMemory } from "./sealed-memory.ts";
import type { Decision } from "./verbs.ts";

const DHAKA_MS = 6 * 3_600_000;
/** A night has the date of its evening and ends at noon. */
const NIGHT_MS = 12 * 3_600_000;
export type RollMemory = SealedMemory<RollRow>;
export const ELSEWHERE = "night_is_open_elsewhere";

export type OnRoll = ChildHere & {
  /** Whether something about this child waits on the phone. */
  waits: boolean;
  /** The server knows the child in another shelter tonight: it came over, or was noted wrongly. */
  elsewhere: Sending | null;
};
type OfRoll = Extract<Decision, { verb: `roll_${string}` }>;

/** Stands in place of a task's id: a refusal of one child's note is read before it is gone. */
const place = (childId: Id) => `roll/${childId}`;
const COUNT = "roll/count";
const NIGHT = "roll/night";

export function isOfRoll(decision: Decision): decision is OfRoll {
  return decision.verb.startsWith("roll_");
}

export class Rolls {
  /** Null while nobody has said. */
  known: RollRow | null = null;
  /** Whether the server said so since this page was opened. */
  fresh = false;
  /** The own site as the live line has it. */
  site: SiteRow | null = null;
  readonly #centreId: Id | null;
  readonly #outbox: Outbox;
  readonly #memory: RollMemory;
  readonly #now: () => number;
  // The server has these, and `known` was asked for afterwards.
  #told = new Set<Id>();
  #names = new Map<Id, string>();

  constructor(centreId: Id | null, outbox: Outbox, memory: RollMemory, now: () => number) {
    this.#centreId = centreId;
    this.#outbox = outbox;
    this.#memory = memory;
    this.#now = now;
  }

  /** Brings back what an earlier visit left. */
  async open(): Promise<void> {
    const kept = await this.#memory.last();
    this.known ??= kept;
    this.site ??= kept?.site ?? null;
  }

  /** Asks for it; without an answer what was known goes on. */
  async read(): Promise<void> {
    if (!this.#centreId || !this.site) return;
    const told = this.#all().filter(({ receipt }) => receipt !== null);
    const roll = await streetReadRoll({ path: { centre_id: this.#centreId } }).catch(() => null);
    this.fresh = roll !== null;
    if (!roll) return;
    this.known = roll;
    this.#told = new Set(told.map(({ id }) => id));
    await this.#memory.keep(roll);
  }

  /** The day of the roll that is called now. */
  get day(): string {
    const sleeps = this.site?.sleeps ? NIGHT_MS : 0;
    return new Date(this.#now() + DHAKA_MS - sleeps).toISOString().slice(0, 10);
  }

  /** Whoever came lately, with what was pressed here since. */
  get children(): OnRoll[] {
    const { day, known } = this;
    const rows = new Map<Id, OnRoll>();
    for (const row of known?.children ?? []) {
      const today = known?.day === day ? {} : { here: false, came_at: null, left_at: null };
      rows.set(row.child_id, { ...row, ...today, waits: false, elsewhere: null });
    }
    for (const item of this.#since()) this.#after(rows, item);
    return [...rows.values()];
  }

  /** The own last word on how many more were there; null when it was not said of this day. */
  get unnamed(): number | null {
    const said = this.#taken().findLast(({ decision }) => decision.verb === "roll_count");
    if (said?.decision.verb === "roll_count") return said.decision.unnamed;
    if (this.known?.day !== this.day) return null;
    return this.known.counts.find(({ of }) => of.id === this.#outbox.owner)?.unnamed ?? null;
  }

  /** By how many the night is over as far as this phone knows; null: the capacity is not known. */
  get over(): number | null {
    const capacity = this.site?.capacity ?? null;
    if (!this.site?.sleeps || capacity === null) return null;
    return Math.max(0, this.here + (this.unnamed ?? 0) - capacity);
  }

  get here(): number {
    return this.children.filter(({ here }) => here).length;
  }

  /** Whether it was said why the night is over, here or by somebody else. */
  get explained(): boolean {
    const said = this.#taken().some(({ decision }) => decision.verb === "roll_explain");
    const night = this.known?.day === this.day ? this.known.night : null;
    // The server knows of no reason for children it has not heard of yet.
    return said || (night?.unexplained === false && (night.over ?? 0) >= (this.over ?? 0));
  }

  see(child_id: Id): void {
    this.#say(place(child_id), { verb: "roll_see", day: this.day, child_id });
  }

  /** The child left just now. */
  leave(child_id: Id): void {
    const left_at = new Date(this.#now()).toISOString();
    this.#say(place(child_id), { verb: "roll_see", day: this.day, child_id, left_at });
  }

  /** A child that had left is here again. */
  back(child_id: Id): void {
    const came_at = new Date(this.#now()).toISOString();
    this.#say(place(child_id), { verb: "roll_see", day: this.day, child_id, came_at });
  }

  /** It came over from another shelter just now. */
  cameOver(child: OnRoll): void {
    const { child_id, elsewhere } = child;
    if (elsewhere) void this.#outbox.markRead(elsewhere.seq);
    const came_at = new Date(this.#now()).toISOString();
    const moved = { verb: "roll_see", day: this.day, child_id, came_at, moved: true } as const;
    this.#say(place(child_id), moved);
  }

  meet(nickname: string, sex: "girl" | "boy" | null): void {
    const child_id = newId();
    this.#names.set(child_id, nickname);
    this.#say(place(child_id), { verb: "roll_meet", day: this.day, child_id, nickname, sex });
  }

  /** It was not here after all. */
  correct(child_id: Id, reason: RollReason): void {
    const decision = {
      verb: "roll_correct",
      day: this.day,
      child_id,
      reason,
      seen: false,
    } as const;
    this.#say(place(child_id), decision);
  }

  count(unnamed: number): void {
    this.#say(COUNT, { verb: "roll_count", day: this.day, unnamed });
  }

  explain(reason: MoreReason): void {
    this.#say(NIGHT, { verb: "roll_explain", day: this.day, reason });
  }

  /** Asks for a case; only with network, since a person has to answer. Throws Problem. */
  async ask(child_id: Id, why: SiteAsk): Promise<void> {
    if (!this.#centreId) return;
    await streetAskCase({ path: { centre_id: this.#centreId }, body: { child_id, why } });
  }

  #say(where: string, decision: OfRoll): void {
    this.#outbox.send(where, 0, decision);
  }

  /** All notes of rolls on this phone, the oldest first. */
  #all(): Sending[] {
    return this.#outbox.items.filter(({ decision }) => isOfRoll(decision)).reverse();
  }

  /** Those of this day that the roll as it is known does not tell of yet. */
  #since(): Sending[] {
    const { day } = this;
    return this.#all().filter(({ id, decision, state, read }) => {
      const open = state === "refused" ? !read : !this.#told.has(id);
      return open && isOfRoll(decision) && decision.day === day;
    });
  }

  /** The same without what was refused. */
  #taken(): Sending[] {
    return this.#since().filter(({ state }) => state !== "refused");
  }

  #after(rows: Map<Id, OnRoll>, item: Sending): void {
    const { decision, receipt, state } = item;
    if (!isOfRoll(decision) || !("child_id" in decision)) return;
    const { child_id } = decision;
    const row = rows.get(child_id) ?? this.#fresh(child_id, decision);
    if (state === "refused") {
      const elsewhere = receipt?.code === ELSEWHERE ? item : null;
      if (rows.has(child_id)) rows.set(child_id, { ...row, elsewhere });
      return;
    }
    const here = decision.verb !== "roll_correct";
    const came = "came_at" in decision ? (decision.came_at ?? null) : null;
    // Whoever comes after it had left is there again, as the server reads it.
    const before = came ? null : row.left_at;
    const left = "left_at" in decision ? (decision.left_at ?? null) : before;
    const times = { came_at: came ?? row.came_at, left_at: here ? left : null };
    rows.set(child_id, { ...row, here, ...times, waits: receipt === null, elsewhere: null });
  }

  #fresh(child_id: Id, decision: OfRoll): OnRoll {
    const typed = decision.verb === "roll_meet" ? decision.nickname : "";
    return {
      child_id,
      name: typed || (this.#names.get(child_id) ?? null),
      here: true,
      came_at: null,
      left_at: null,
      last_day: this.day,
      visits: 1,
      asked: false,
      alike: false,
      waits: true,
      elsewhere: null,
    };
  }
}

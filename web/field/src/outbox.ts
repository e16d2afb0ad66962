/** What the worker decided, from the press to the receipt: it tries for ever and loses nothing; it decides nothing about a task. */

import { isSignedOut, Problem } from "@helpline/shared/api";
import { newId } from "@helpline/shared/new-id";
import type { Id, TaskRow } from "@helpline/shared/types";
import type { Kept, Shelf } from "./shelf.ts";
import {
  type Decision,
  isHeavy,
  isOfCase,
  isTold,
  isWhole,
  REPEATED,
  type Receipt,
  spent,
  tell,
} from "./verbs.ts";

/** `sending` is on its way, `waiting` will be tried again, `refused` will not pass, `sent` has its receipt. */
export type SendState = "sending" | "waiting" | "refused" | "sent";
export type Sending = Kept & { state: SendState };

export type OutboxWiring = {
  owner: Id;
  shelf: Shelf;
  /** What the phone's clock lacks to the server's, in milliseconds; null before it was heard. */
  offsetMs: () => number | null;
  /** False once another person has signed in on this phone: what lies here is not theirs to send. */
  isStillHere: () => boolean;
  /** It lies on the phone now, with all that belongs to it. */
  onKept: (kept: Kept) => void;
  onAnswer: (sent: Kept, receipt: Receipt) => void;
  onTasks: (tasks: TaskRow[]) => void;
  onSessionOver: () => void;
  onChange: () => void;
  random?: () => number;
};

export const MOST_AT_ONCE = 50;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
const RECEIPTS_STAY_MS = 30 * 86_400_000;
const ALONE = "helpline-field-outbox";
/** These say that the command itself can't be taken; whatever else is refused may pass another day. */
const NEVER = [400, 409, 413, 422];

export class Outbox {
  readonly #wiring: OutboxWiring;
  readonly #others: BroadcastChannel | null;
  readonly #shelf: Shelf;
  #items: Kept[] = [];
  #onTheWay = new Set<Id>();
  #post: { giveUp: AbortController; heavy: boolean } | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #round: Promise<void> | null = null;
  #again = false;
  #failures = 0;
  #stopped = false;

  constructor(wiring: OutboxWiring) {
    this.#wiring = wiring;
    this.#shelf = wiring.shelf;
    this.#others = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(ALONE);
    if (this.#others) this.#others.onmessage = () => void this.#reload();
  }

  /** Whose decisions lie here. */
  get owner(): Id {
    return this.#wiring.owner;
  }

  /** Everything of this person, newest first. */
  get items(): Sending[] {
    return this.#items.map((item) => ({ ...item, state: this.#stateOf(item) })).reverse();
  }

  /** What lies on the phone without a receipt for one task, oldest first. */
  pending(dispatchId: Id): Kept[] {
    return this.#unsent(dispatchId).filter(({ seq }) => seq > 0);
  }

  /** What was decided for one task and is not with the server yet, on the phone or about to be, oldest first. */
  unsaid(dispatchId: Id): Decision[] {
    return this.#unsent(dispatchId).map(({ decision }) => decision);
  }

  /** Some are said again and again; a step of a task is taken once. */
  #repeats(item: Kept, decision: Decision): boolean {
    return !REPEATED.has(decision.verb) && item.decision.verb === decision.verb;
  }

  #unsent(dispatchId: Id): Kept[] {
    return this.#items.filter((item) => item.receipt === null && item.dispatchId === dispatchId);
  }

  /**
   * What the worker should know about one task: what is not sent yet, or was refused and not read.
   * Nothing before it lies on the phone: a phone that dies in that moment must have shown no yes.
   */
  of(dispatchId: Id): Sending | undefined {
    const kept = this.items.filter(({ seq }) => seq > 0);
    const told = kept.filter((item) => isTold(item.decision) && !item.read);
    return told.find(({ dispatchId: id, state }) => id === dispatchId && state !== "sent");
  }

  /** Refusals that nobody has read yet. */
  get refused(): Sending[] {
    return this.items.filter(({ state, read, decision }) => {
      return state === "refused" && !read && isTold(decision);
    });
  }

  /** How many decisions are not with the server yet. */
  get count(): number {
    return this.#items.filter(({ receipt }) => receipt === null).length;
  }

  /** False when something here is lost once the page is closed. */
  get lasting(): boolean {
    return this.#shelf.lasting;
  }

  /** Brings back what an earlier visit left, and sends it. */
  async start(): Promise<void> {
    await this.#reload();
    await this.#forgetOld().catch(() => undefined);
    await this.retryNow();
  }

  /**
   * Keeps a decision and sends it until there is a receipt; the same again while it waits does
   * nothing. What belongs to it, by its id, lies on the phone with it or not at all.
   */
  send(
    dispatchId: Id,
    taskNo: number,
    decision: Decision,
    belongs: (id: Id) => Decision[] = () => [],
  ): void {
    if (decision.verb === "located") this.#dropOlder(dispatchId);
    if (this.#unsent(dispatchId).some((item) => this.#repeats(item, decision))) return;
    // The words of a case that was refused are here alone: they go when somebody says so.
    const answered = this.refused.filter((old) => !isOfCase(old.decision));
    for (const old of answered) if (old.dispatchId === dispatchId) void this.markRead(old.seq);
    const made = (one: Decision): Kept => ({
      seq: 0,
      id: newId(),
      owner: this.#wiring.owner,
      dispatchId,
      taskNo,
      decision: one,
      madeAt: new Date().toISOString(),
      offsetMs: this.#wiring.offsetMs(),
      receipt: null,
      read: false,
    });
    const item = made(decision);
    const items = [item, ...belongs(item.id).map(made)];
    this.#items = [...this.#items, ...items];
    this.#wiring.onChange();
    void this.#keep(items).then(() => {
      this.#wiring.onKept(item);
      // A sign of life doesn't wait for a photo: its piece goes again, and is known by its id.
      if (isTold(decision) && this.#post?.heavy) this.#post.giveUp.abort();
      return this.retryNow();
    });
  }

  /** Of several points that wait only the last is worth sending. */
  #dropOlder(dispatchId: Id): void {
    const old = this.pending(dispatchId).filter(({ id, decision }) => {
      return decision.verb === "located" && !this.#onTheWay.has(id);
    });
    for (const { seq } of old) void this.#shelf.remove(seq).catch(() => undefined);
    this.#items = this.#items.filter((item) => !old.includes(item));
  }

  /** The worker has read that this was refused. */
  async markRead(seq: number): Promise<void> {
    const item = this.#items.find((known) => known.seq === seq);
    if (!item) return;
    await this.#change({ ...item, read: true });
    this.#wiring.onChange();
  }

  /**
   * The phone has network again: nothing waits for the end of a pause, nor for a post that left
   * before it and may hang for its whole patience. What it carried is known by its id.
   */
  networkBack(): Promise<void> {
    this.#post?.giveUp.abort();
    return this.retryNow();
  }

  /** Tries everything that waits at once: the line came back, or the worker asks. */
  retryNow(): Promise<void> {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    this.#again = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = null;
    });
    return this.#round;
  }

  /** Sends no more and forgets what it holds in memory; what lies on the phone stays there. */
  stop(): void {
    this.#stopped = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#others?.close();
    this.#items = [];
  }

  async #keep(items: Kept[]): Promise<void> {
    const numbers = await this.#shelf.add(items.map(({ seq: _, ...unnumbered }) => unnumbered));
    for (const [at, item] of items.entries()) item.seq = numbers[at] ?? 0;
    this.#tellOthers();
    this.#wiring.onChange();
  }

  async #rounds(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const passed = await alone(() => this.#sendAll());
      // Asked again while a post was failing: soon, but not in the same breath.
      if (!passed && this.#again) return this.#retryIn(FIRST_RETRY_MS);
    }
  }

  /** Until nothing waits or a failure says to wait. */
  async #sendAll(): Promise<boolean> {
    await this.#reload();
    for (let batch = this.#next(); batch.length > 0 && !this.#stopped; batch = this.#next()) {
      if (!this.#wiring.isStillHere()) {
        this.#wiring.onSessionOver();
        return false;
      }
      this.#onTheWay = new Set(batch.map(({ id }) => id));
      this.#wiring.onChange();
      const goOn = await this.#tell(batch);
      this.#onTheWay.clear();
      this.#tellOthers();
      this.#wiring.onChange();
      if (!goOn) return false;
    }
    return true;
  }

  /**
   * What to send next, a task's commands in their order, and photos after all words, piece by piece:
   * with others a post would be too large for 2G. After a failure one at a time, of another task each
   * time, so that one the server can't take holds up its own task only.
   */
  #next(): Kept[] {
    const waiting = this.#items.filter(({ receipt, seq }) => receipt === null && seq > 0);
    const words = waiting.filter((item) => !isHeavy(item));
    const photos = waiting.filter(isHeavy);
    if (this.#failures === 0)
      return words.length > 0 ? words.slice(0, MOST_AT_ONCE) : photos.slice(0, 1);
    const heads = new Map<Id, Kept>();
    for (const item of [...words, ...photos])
      if (!heads.has(item.dispatchId)) heads.set(item.dispatchId, item);
    const all = [...heads.values()];
    return all.slice(this.#failures % all.length).slice(0, 1);
  }

  async #tell(batch: Kept[]): Promise<boolean> {
    const giveUp = new AbortController();
    this.#post = { giveUp, heavy: batch.some(isHeavy) };
    try {
      const { receipts, tasks } = await tell(batch, giveUp.signal);
      const known = new Map(receipts.map((receipt) => [receipt.id, receipt]));
      for (const item of batch) {
        const receipt = known.get(item.id);
        // An answer without it is none: asked again at once it would be asked for ever.
        if (!receipt) throw new Problem(0);
        await this.#settle(item, receipt);
      }
      this.#failures = 0;
      this.#wiring.onTasks(tasks);
      return true;
    } catch (error) {
      if (giveUp.signal.aborted) return true;
      return this.#failed(batch, error instanceof Problem ? error : new Problem(0));
    } finally {
      this.#post = null;
    }
  }

  async #settle(item: Kept, receipt: Receipt): Promise<void> {
    await this.#change({ ...item, receipt });
    this.#wiring.onAnswer(item, receipt);
  }

  async #failed(batch: Kept[], problem: Problem): Promise<boolean> {
    if (isSignedOut(problem)) {
      this.#wiring.onSessionOver();
      return false;
    }
    this.#failures += 1;
    const [only] = batch;
    if (!only || !problem.isOurs || !NEVER.includes(problem.status)) {
      this.#retryLater();
      return false;
    }
    // One of several is wrong: each for itself tells which. A single one will never pass.
    if (batch.length === 1) {
      const { code } = problem;
      const at = new Date(Date.now() + (this.#wiring.offsetMs() ?? 0)).toISOString();
      const { id } = only;
      await this.#settle(only, { id, result: "refused", code, state: null, at, doubtful: false });
    }
    return true;
  }

  #retryLater(): void {
    const random = this.#wiring.random ?? Math.random;
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 7));
    this.#retryIn(longest * (0.5 + random() / 2));
  }

  #retryIn(ms: number): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.retryNow(), ms);
  }

  async #change(changed: Kept): Promise<void> {
    const item = isWhole(changed) ? changed : { ...changed, decision: spent(changed.decision) };
    this.#items = this.#items.map((known) => (known.id === item.id ? item : known));
    await this.#shelf.put(item).catch(() => undefined);
  }

  /** Another tab may have sent or added something. */
  async #reload(): Promise<void> {
    const found = await this.#shelf.of(this.#wiring.owner).catch(() => null);
    if (!found || this.#stopped) return;
    // What was put there while we read is not in it: it stays, where else it would be forgotten.
    const ids = new Set(found.map(({ id }) => id));
    // A receipt that found no room on the disk counts all the same.
    const settled = new Map(
      this.#items.filter(({ receipt }) => receipt).map((item) => [item.id, item]),
    );
    const newest = (item: Kept) => (item.receipt ? item : (settled.get(item.id) ?? item));
    this.#items = [...found.map(newest), ...this.#items.filter(({ id }) => !ids.has(id))];
    this.#wiring.onChange();
  }

  async #forgetOld(): Promise<void> {
    const before = Date.now() - RECEIPTS_STAY_MS;
    for (const { seq, receipt, madeAt } of this.#items) {
      if (receipt && Date.parse(madeAt) < before) await this.#shelf.remove(seq);
    }
  }

  #tellOthers(): void {
    if (!this.#stopped) this.#others?.postMessage("changed");
  }

  #stateOf({ id, receipt }: Kept): SendState {
    if (receipt) return receipt.result === "refused" ? "refused" : "sent";
    return this.#onTheWay.has(id) ? "sending" : "waiting";
  }
}

/** One tab sends at a time; a phone without locks may send twice, which the server knows by the id. */
function alone(act: () => Promise<boolean>): Promise<boolean> {
  if (typeof navigator === "undefined" || !navigator.locks) return act();
  return navigator.locks.request(ALONE, act) as Promise<boolean>;
}

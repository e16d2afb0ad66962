/** What the worker decided and the server has not confirmed yet; it retries while the page is open and keeps nothing on the phone. */

import { type Call, Problem } from "@helpline/shared/api";
import type { DispatchState, Id } from "@helpline/shared/types";
import type { Verb } from "./steps.ts";

/** `sending` is on its way, `waiting` failed and will be tried again, `refused` will not pass. */
export type Sending = {
  dispatchId: Id;
  verb: Verb;
  body: unknown;
  state: "sending" | "waiting" | "refused";
  problem: Problem | null;
};

/** The part of an answer we use: a task row, or a dispatch row with its state. */
export type Answer = { dispatch_id?: Id; state?: DispatchState } | undefined;

export type OutboxWiring = {
  call: Call;
  hasHappened: (dispatchId: Id, verb: Verb) => boolean;
  onAnswer: (sent: Sending, answer: Answer) => void;
  onSessionOver: () => void;
  onChange: () => void;
};

const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 15_000;

export class Outbox {
  readonly #wiring: OutboxWiring;
  #items = new Map<Id, Sending>();
  #retry: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;

  constructor(wiring: OutboxWiring) {
    this.#wiring = wiring;
  }

  /** What stands for one task, if anything. */
  of(dispatchId: Id): Sending | undefined {
    return this.#items.get(dispatchId);
  }

  /** How many decisions are not with the server yet. */
  get count(): number {
    return [...this.#items.values()].filter(({ state }) => state !== "refused").length;
  }

  /** Sends a decision now and until it passes. A second press while one is under way does nothing. */
  send(dispatchId: Id, verb: Verb, body?: unknown): void {
    const known = this.#items.get(dispatchId);
    if (known && known.state !== "refused") return;
    const item: Sending = { dispatchId, verb, body, state: "sending", problem: null };
    this.#items.set(dispatchId, item);
    void this.#post(item);
  }

  /** Tries everything that waits at once: the line came back. */
  retryNow(): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    for (const item of this.#items.values()) if (item.state === "waiting") void this.#post(item);
  }

  /** Drops what has had its effect already, for instance when only the answer was lost. */
  settle(): void {
    for (const { dispatchId, verb } of [...this.#items.values()]) {
      if (this.#wiring.hasHappened(dispatchId, verb)) this.#items.delete(dispatchId);
    }
  }

  /** Forgets everything. */
  clear(): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    this.#items.clear();
  }

  async #post(item: Sending): Promise<void> {
    item.state = "sending";
    this.#wiring.onChange();
    try {
      const path = `/dispatches/${item.dispatchId}/${item.verb}`;
      this.#passed(item, await this.#wiring.call<Answer>("POST", path, item.body));
    } catch (error) {
      this.#failed(item, error instanceof Problem ? error : new Problem(0));
    }
    this.#wiring.onChange();
  }

  #passed(item: Sending, answer: Answer): void {
    this.#failures = 0;
    if (this.#items.get(item.dispatchId) === item) this.#items.delete(item.dispatchId);
    this.#wiring.onAnswer(item, answer);
  }

  #failed(item: Sending, problem: Problem): void {
    item.problem = problem;
    if (problem.status === 401) this.#wiring.onSessionOver();
    if (!problem.mayPass) {
      item.state = "refused";
      return;
    }
    item.state = "waiting";
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#retry) return;
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#retry = setTimeout(() => this.retryNow(), wait);
  }
}

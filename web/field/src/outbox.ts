/** What the worker decided and the server has not confirmed yet; it retries while the page is open and keeps nothing on the phone. */

import { Problem } from "@helpline/shared/api";
import type { Id, TaskRow } from "@helpline/shared/types";
import type { Verb } from "./steps.ts";
import { type Decision, tell } from "./verbs.ts";

/** `sending` is on its way, `waiting` failed and will be tried again, `refused` will not pass. */
export type Sending = {
  dispatchId: Id;
  decision: Decision;
  state: "sending" | "waiting" | "refused";
  problem: Problem | null;
};

export type OutboxWiring = {
  hasHappened: (dispatchId: Id, verb: Verb) => boolean;
  onAnswer: (sent: Sending, answer: Partial<TaskRow>) => void;
  onRefused: (sent: Sending, code: string) => void;
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
  send(dispatchId: Id, decision: Decision): void {
    const known = this.#items.get(dispatchId);
    if (known && known.state !== "refused") return;
    const item: Sending = { dispatchId, decision, state: "sending", problem: null };
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
    for (const { dispatchId, decision } of [...this.#items.values()]) {
      if (this.#wiring.hasHappened(dispatchId, decision.verb)) this.#items.delete(dispatchId);
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
      this.#passed(item, await tell(item.dispatchId, item.decision));
    } catch (error) {
      this.#failed(item, error instanceof Problem ? error : new Problem(0));
    }
    this.#wiring.onChange();
  }

  #passed(item: Sending, answer: Partial<TaskRow>): void {
    this.#failures = 0;
    if (this.#items.get(item.dispatchId) === item) this.#items.delete(item.dispatchId);
    this.#wiring.onAnswer(item, answer);
  }

  #failed(item: Sending, problem: Problem): void {
    item.problem = problem;
    if (problem.status === 401) this.#wiring.onSessionOver();
    if (!problem.mayPass) {
      item.state = "refused";
      this.#wiring.onRefused(item, problem.code);
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

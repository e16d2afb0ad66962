/** Everything the field screens show, kept in memory only: the tasks, the line, the outbox; it draws nothing. */

import { dispatchesShown } from "@helpline/shared/api";
import type { Connection, LiveClient } from "@helpline/shared/live";
import type { Id, Me, TaskRow } from "@helpline/shared/types";
import { Outbox, type Sending } from "./outbox.ts";
import { byNeed, hasHappened, progress, target } from "./steps.ts";
import type { Decision } from "./verbs.ts";

export type FieldWiring = { live: LiveClient; me: Me; onSessionOver: () => void };

export class FieldModel {
  readonly me: Me;
  readonly outbox: Outbox;
  ready = false;
  connection: Connection = "connecting";
  tasks: TaskRow[] = [];
  /** Whether a centre is signed in, which takes children in, or a worker, who goes to them. */
  readonly centre: boolean;
  /** Tasks that this centre wanted to take and had no bed for. */
  readonly noBed = new Set<Id>();
  /** Alerts this person has had in front of them; only the others ring. */
  readonly seen = new Set<string>();
  readonly #live: LiveClient;
  #rows: TaskRow[] = [];
  // What answers told us before the live line did.
  #ahead = new Map<Id, TaskRow>();
  #declined = new Map<Id, string>();
  #listeners = new Set<() => void>();
  #leave: (() => void)[] = [];

  constructor({ live, me, onSessionOver }: FieldWiring) {
    this.me = me;
    this.centre = me.role === "centre";
    this.#live = live;
    this.outbox = new Outbox({
      hasHappened: (id, verb) => hasHappened(verb, this.task(id)),
      onAnswer: (sent, answer) => this.#answered(sent, answer),
      onRefused: (sent, code) => this.#refused(sent, code),
      onSessionOver,
      onChange: () => this.#changed(),
    });
    this.#leave = [
      live.subscribe("field", (store) => {
        this.ready = true;
        this.#rows = [...store.rows<TaskRow>("tasks").values()];
        this.#changed();
      }),
      live.onConnection((state) => this.#connected(state, onSessionOver)),
    ];
  }

  /** The server's time in milliseconds. */
  now(): number {
    return this.#live.clock.now();
  }

  task(id: Id): TaskRow | undefined {
    return this.tasks.find(({ dispatch_id }) => dispatch_id === id);
  }

  /** Alerts that wait for an answer and were not in front of this person yet. */
  unseen(): TaskRow[] {
    return this.tasks.filter((task) => task.state === "alerting" && !this.seen.has(alertKey(task)));
  }

  markSeen(task: TaskRow): void {
    if (this.seen.has(alertKey(task))) return;
    this.seen.add(alertKey(task));
    // Only the supervisor's board is the poorer when this is lost; accepting tells as much.
    void dispatchesShown({ path: { dispatch_id: task.dispatch_id } }).catch(() => undefined);
    this.#changed();
  }

  send(task: TaskRow, decision: Decision): void {
    this.outbox.send(task.dispatch_id, decision);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Forgets every row: nothing of a child stays in memory after signing out. */
  stop(): void {
    for (const leave of this.#leave) leave();
    this.outbox.clear();
    this.#live.stop();
    this.#rows = [];
    this.tasks = [];
    this.#ahead.clear();
  }

  #connected(state: Connection, onSessionOver: () => void): void {
    this.connection = state;
    if (state === "connected") this.outbox.retryNow();
    if (state === "ended" && this.#leave.length > 0) onSessionOver();
    this.#changed();
  }

  #answered({ dispatchId, decision: { verb } }: Sending, answer: Partial<TaskRow>): void {
    const known = this.task(dispatchId);
    if (!known) return;
    if (verb === "decline") this.#declined.set(dispatchId, known.sent_at);
    const row = { ...known, ...answer };
    this.#ahead.set(dispatchId, { ...row, state: answer.state ?? target(verb) ?? row.state });
  }

  // The next one is asked already, so the task is gone from here before the words can be read.
  #refused({ dispatchId }: Sending, code: string): void {
    if (code === "no_bed_free") this.noBed.add(dispatchId);
  }

  #changed(): void {
    this.tasks = this.#rows
      .map((row) => this.#newest(row))
      .filter((row) => this.#declined.get(row.dispatch_id) !== row.sent_at)
      .sort(byNeed);
    this.outbox.settle();
    for (const listener of [...this.#listeners]) listener();
  }

  #newest(row: TaskRow): TaskRow {
    const ahead = this.#ahead.get(row.dispatch_id);
    if (!ahead) return row;
    if (progress(row.state) >= 0 && progress(row.state) < progress(ahead.state)) return ahead;
    this.#ahead.delete(row.dispatch_id);
    return row;
  }
}

/** The same task may come to the same worker again later: that is a new alert. */
export function alertKey(task: TaskRow): string {
  return `${task.dispatch_id}/${task.sent_at}`;
}

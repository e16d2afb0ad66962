/** Everything the field screens show: the tasks, in memory only, the line, the outbox; it draws nothing. */

import { fieldPins, fieldShift } from "@helpline/shared/api";
import type { Connection, LiveClient } from "@helpline/shared/live";
import type { DutySwitch, Id, Me, SiteRow, TaskRow } from "@helpline/shared/types";
import { type CaseMemory, CaseWork } from "./case-work.ts";
import type { Drafts } from "./drafts.ts";
import {
  rememberedMe,
  rememberedPins,
  rememberedTasks,
  rememberPins,
  rememberTasks,
} from "./memory.ts";
import { Outbox } from "./outbox.ts";
import { OwnShifts } from "./own-shifts.ts";
import { pieces } from "./photos.ts";
import { type RollMemory, Rolls } from "./rolls.ts";
import type { Kept, Shelf } from "./shelf.ts";
import { byNeed, foreseen, progress, target } from "./steps.ts";
import { type Decision, type Found, isOfCase, NO_TASK, type Receipt } from "./verbs.ts";

export type FieldWiring = {
  live: LiveClient;
  me: Me;
  shelf: Shelf;
  drafts: Drafts;
  rollMemory: RollMemory;
  caseMemory: CaseMemory;
  onSessionOver: () => void;
};

export class FieldModel {
  readonly me: Me;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  ready = false;
  connection: Connection = "connecting";
  tasks: TaskRow[] = [];
  /** Whether a centre is signed in, which takes children in, or a worker, who goes to them. */
  readonly centre: boolean;
  /** Tasks that this centre wanted to take and had no bed for. */
  readonly noBed = new Set<Id>();
  /** Alerts and reminders this person has had in front of them; only the other alerts ring. */
  readonly seen = new Set<string>();
  /** Whether one is on duty and can be woken, as the server says. */
  shift: DutySwitch | null = null;
  /** The own roster; a centre has none. */
  readonly shifts: OwnShifts;
  /** The rolls of a site for street children; whoever answers for none has no roll. */
  readonly rolls: Rolls;
  /** The own open cases; a centre has none. */
  readonly cases: CaseWork;
  /** Whether a sign of life wants a PIN. */
  pinsSet = false;
  readonly #live: LiveClient;
  #rows: TaskRow[] = [];
  // What answers told us before the live line did.
  #ahead = new Map<Id, TaskRow>();
  #declined = new Map<Id, string>();
  #listeners = new Set<() => void>();
  #leave: (() => void)[] = [];
  // Some of what was just sent was of a roll: it is read anew once for all of them.
  #rollMoved = false;
  // Asked for with each new line, so that it lies here when the network is gone.
  #rollAsked = false;

  constructor({ live, me, shelf, drafts, rollMemory, caseMemory, onSessionOver }: FieldWiring) {
    this.me = me;
    this.centre = me.role === "centre";
    this.#live = live;
    this.outbox = new Outbox({
      owner: me.id,
      shelf,
      offsetMs: () => (live.clock.isKnown ? Math.round(live.clock.now() - Date.now()) : null),
      isStillHere: () => (rememberedMe() ?? me).id === me.id,
      onKept: ({ decision, dispatchId }) => {
        if (decision.verb === "report" || isOfCase(decision)) this.drafts.drop(dispatchId);
      },
      onAnswer: (sent, receipt) => this.#answered(sent, receipt),
      onTasks: (rows) => this.#told(rows),
      onSessionOver,
      onChange: () => this.#changed(),
    });
    this.drafts = drafts;
    this.shifts = new OwnShifts(me, this.outbox);
    this.rolls = new Rolls(me.centre_id, this.outbox, rollMemory, () => this.now());
    this.cases = new CaseWork(this.hasCases, this.outbox, caseMemory);
    this.#leave = [
      live.subscribe("field", (store) => {
        this.ready = true;
        // What somebody else took asks for nothing here; the desk on the console says who has it.
        this.#rows = [...store.rows<TaskRow>("tasks").values()].filter((row) => !row.taken);
        this.rolls.site = store.rows<SiteRow>("sites").get(me.centre_id ?? "") ?? null;
        if (this.rolls.site && !this.#rollAsked) void this.readRoll();
        this.#changed();
      }),
      live.onConnection((state) => this.#connected(state, onSessionOver)),
    ];
    this.#rows = rememberedTasks(me);
    this.pinsSet = rememberedPins(me);
    this.ready = this.#rows.length > 0;
    void this.outbox.start();
    void this.rolls.open().then(() => this.#changed());
    void this.cases.open().then(() => this.#changed());
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
    this.#stood(task, alertKey(task));
  }

  /** The same of a reminder. */
  markReminded(task: TaskRow): void {
    if (task.reminded_at) this.#stood(task, `${task.dispatch_id}/${task.reminded_at}`);
  }

  #stood(task: TaskRow, key: string): void {
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.send(task, { verb: "shown" });
  }

  /** Whether this worker is on duty, as the switch was moved last; null while nobody has said. */
  get onDuty(): boolean | null {
    const moved = this.outbox
      .pending(NO_TASK)
      .findLast(({ decision }) => decision.verb === "shift")?.decision;
    return moved?.verb === "shift" ? moved.on : (this.shift?.on ?? null);
  }

  moveShift(on: boolean): void {
    this.outbox.send(NO_TASK, 0, { verb: "shift", on });
  }

  /** Asks whether PINs are set; without an answer what was known goes on. */
  async readPins(): Promise<void> {
    if (this.centre) return;
    const told = await fieldPins().catch(() => null);
    if (!told) return;
    this.pinsSet = told.set_at !== null;
    rememberPins(this.me, this.pinsSet);
    this.#changed();
  }

  /** Asks for the own roster. */
  async readRoster(): Promise<void> {
    if (this.centre) return;
    await this.shifts.read();
    this.#changed();
  }

  /** Whether cases can be this person's to work on. */
  get hasCases(): boolean {
    return !this.centre && this.me.permissions.includes("cases.list");
  }

  /** Asks for the own open cases. */
  async readCases(): Promise<void> {
    await this.cases.read();
    this.#changed();
  }

  /** Asks for the roll of the own site. */
  async readRoll(): Promise<void> {
    this.#rollAsked = true;
    await this.rolls.read();
    this.#changed();
  }

  /** With whom the worker has asked to speak, as pressed last; null when nothing waits. */
  callWanted(task: TaskRow): TaskRow["call_wanted"] {
    const asked = this.outbox
      .pending(task.dispatch_id)
      .findLast(({ decision }) => decision.verb === "ask_call")?.decision;
    return asked?.verb === "ask_call" ? asked.whom : task.call_wanted;
  }

  /** What was found, then its photos piece by piece, so that a cut network costs one piece at most. */
  tellVisit(task: TaskRow, found: Found, photos: Uint8Array[]): void {
    const { dispatch_id, task_no } = task;
    const report: Decision = { verb: "report", ...found, photos: photos.length };
    this.outbox.send(dispatch_id, task_no, report, (report_id) =>
      photos.flatMap((photo, at) => {
        const cut = pieces(photo);
        return cut.map((data, no): Decision => {
          const which = { photo: at + 1, part: no + 1, of: cut.length };
          return { verb: "photo", report_id, ...which, data };
        });
      }),
    );
  }

  /** Whether the helpline may know where this worker is during this task, as the switch was moved last. */
  showsPosition(task: TaskRow): boolean {
    const moved = this.outbox
      .pending(task.dispatch_id)
      .findLast(({ decision }) => decision.verb === "share_location")?.decision;
    return moved?.verb === "share_location" ? moved.on : task.shows_position;
  }

  /** Asks whether one is on duty; without an answer the switch stays away. */
  async #readShift(): Promise<void> {
    if (this.centre) return;
    this.shift = await fieldShift().catch(() => this.shift);
    this.#changed();
  }

  send(task: TaskRow, decision: Decision): void {
    this.outbox.send(task.dispatch_id, task.task_no, decision);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The phone has network again: all that waits leaves at once, whatever the live line thinks of itself. */
  networkBack(): void {
    this.#live.nudge();
    void this.outbox.networkBack();
  }

  /** Forgets every row: nothing of a child stays in memory after signing out. */
  stop(): void {
    for (const leave of this.#leave) leave();
    this.outbox.stop();
    this.#live.stop();
    this.#rows = [];
    this.tasks = [];
    this.rolls.known = null;
    this.#ahead.clear();
  }

  #connected(state: Connection, onSessionOver: () => void): void {
    this.connection = state;
    if (state === "connected") {
      this.#rollAsked = false;
      void this.outbox.retryNow();
      void this.#readShift();
      void this.readPins();
      void this.readRoster();
      void this.readCases();
    }
    if (state === "ended" && this.#leave.length > 0) onSessionOver();
    this.#changed();
  }

  #answered({ dispatchId, decision: { verb } }: Kept, receipt: Receipt): void {
    if (verb === "shift") void this.#readShift();
    if (verb === "ask_swap" || verb === "answer_swap") void this.readRoster();
    if (verb.startsWith("roll_")) this.#rollMoved = true;
    const known = this.#rows.find(({ dispatch_id }) => dispatch_id === dispatchId);
    // The next one is asked already, so the task is gone from here before the words can be read.
    if (receipt.code === "pin_needed") void this.readPins();
    if (receipt.code === "no_bed_free") this.noBed.add(dispatchId);
    if (!known || receipt.result === "refused") return;
    if (verb === "decline" || verb === "hand_back") this.#declined.set(dispatchId, known.sent_at);
    const state = receipt.state ?? target(verb);
    if (state) this.#ahead.set(dispatchId, { ...known, state });
  }

  #told(rows: TaskRow[]): void {
    if (this.#rollMoved) void this.readRoll();
    this.#rollMoved = false;
    for (const row of rows) if (!row.taken) this.#ahead.set(row.dispatch_id, row);
    this.#changed();
  }

  #changed(): void {
    const rows = this.#rows
      .map((row) => this.#newest(row))
      .filter((row) => this.#declined.get(row.dispatch_id) !== row.sent_at);
    if (this.ready) rememberTasks(this.me, rows);
    this.tasks = rows.map((row) => this.#foreseen(row)).sort(byNeed);
    for (const listener of [...this.#listeners]) listener();
  }

  /** The row as it will be once what waits on this phone has arrived. */
  #foreseen(row: TaskRow): TaskRow {
    const waiting = this.outbox.pending(row.dispatch_id).map(({ decision }) => decision.verb);
    const state = foreseen(row.state, waiting);
    return state === row.state ? row : { ...row, state };
  }

  #newest(row: TaskRow): TaskRow {
    const ahead = this.#ahead.get(row.dispatch_id);
    if (!ahead) return row;
    const further = progress(row.state) >= 0 && progress(row.state) < progress(ahead.state);
    if (further || ahead.version > row.version) return ahead;
    this.#ahead.delete(row.dispatch_id);
    return row;
  }
}

/** The same task may come to the same worker again later: that is a new alert. */
export function alertKey(task: TaskRow): string {
  return `${task.dispatch_id}/${task.sent_at}`;
}

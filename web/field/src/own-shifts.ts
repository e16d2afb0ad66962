/** The worker's own roster as the server said last, and what waits on this phone to be said of it; it draws nothing. */

import { rosterMine } from "@helpline/shared/api";
import type { Id, Me, OwnRoster } from "@helpline/shared/types";
import { rememberedRoster, rememberRoster } from "./memory.ts";
import type { Outbox } from "./outbox.ts";
import { NO_TASK } from "./verbs.ts";

export class OwnShifts {
  /** Null while nobody has said. */
  known: OwnRoster | null;
  /** Whether the server said so since this page was opened. */
  fresh = false;
  readonly #me: Me;
  readonly #outbox: Outbox;

  constructor(me: Me, outbox: Outbox) {
    this.#me = me;
    this.#outbox = outbox;
    this.known = rememberedRoster(me);
  }

  /** Asks for it; without an answer what was known goes on. */
  async read(): Promise<void> {
    const told = await rosterMine().catch(() => null);
    this.fresh = told !== null;
    if (!told) return;
    this.known = told;
    rememberRoster(this.#me, told);
  }

  /** Swaps that wait for this worker's word, of shifts that have not begun; without those just answered. */
  toAnswer(nowMs: number): OwnRoster["asked"] {
    const asked = this.known?.asked ?? [];
    return asked.filter(({ id, state, starts_at }) => {
      return state === "asked" && Date.parse(starts_at) > nowMs && this.answer(id) === null;
    });
  }

  /** What this worker has said to a swap and the server does not know yet; null when nothing waits. */
  answer(swapId: Id): boolean | null {
    const said = this.#waiting().findLast((one) => {
      return one.verb === "answer_swap" && one.swap_id === swapId;
    });
    return said?.verb === "answer_swap" ? said.yes : null;
  }

  /** Whether a colleague is to be asked for this shift as soon as the line is there. */
  asks(shiftId: Id): boolean {
    return this.#waiting().some((one) => one.verb === "ask_swap" && one.shift_id === shiftId);
  }

  ask(shift_id: Id, to_worker: Id): void {
    if (this.asks(shift_id)) return;
    this.#outbox.send(NO_TASK, 0, { verb: "ask_swap", shift_id, to_worker });
  }

  say(swap_id: Id, yes: boolean): void {
    if (this.answer(swap_id) === yes) return;
    this.#outbox.send(NO_TASK, 0, { verb: "answer_swap", swap_id, yes });
  }

  #waiting() {
    return this.#outbox.unsaid(NO_TASK);
  }
}

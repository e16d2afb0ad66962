/** The server's time as this screen knows it; it reads the local clock and never sets it. */

type Sample = { offset: number; roundTrip: number };

/** Keeps the offset of the answer that travelled fastest among the last eight. */
export class ServerClock {
  #samples: Sample[] = [];
  #offset = 0;
  readonly #local: () => number;

  constructor(local: () => number = Date.now) {
    this.#local = local;
  }

  /** False before the server has said its time once: until then the local clock is all we have. */
  get isKnown(): boolean {
    return this.#samples.length > 0;
  }

  /** Milliseconds since 1970 on the server's clock. */
  now(): number {
    return this.#local() + this.#offset;
  }

  /** Takes a server time (ISO 8601) heard now, asked for at `sentAt` (local ms). */
  hear(serverTime: string, sentAt: number): void {
    const heardAt = this.#local();
    const server = Date.parse(serverTime);
    if (Number.isNaN(server)) return;
    const offset = server - (sentAt + heardAt) / 2;
    this.#samples = [...this.#samples, { offset, roundTrip: heardAt - sentAt }].slice(-8);
    this.#offset = this.#samples.reduce((a, b) => (b.roundTrip <= a.roundTrip ? b : a)).offset;
  }
}

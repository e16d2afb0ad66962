/** One socket that comes back: connects, pings, notices a dead line, waits and retries; it knows no channel. */

import { CLOSE, type ClientMessage, readFrame, type ServerMessage } from "./live-messages.ts";
import { ServerClock } from "./server-clock.ts";
import type { AppName } from "./types.ts";

/** For the strip: never connected yet, connected, lost and trying, or the session is over. */
export type Connection = "connecting" | "connected" | "reconnecting" | "ended";

/** The part of a WebSocket we use, so that a test can stand in for it. */
export type Socket = Pick<
  WebSocket,
  "send" | "close" | "readyState" | "onclose" | "onerror" | "onmessage"
>;

export type LineOptions = {
  /** Whose sign-in counts when one browser holds both apps' cookies. */
  app?: AppName;
  url?: string;
  open?: (url: string) => Socket;
  random?: () => number;
  /** Asked after a refused handshake, which carries no reason: false means the session is over. */
  hasSession?: () => Promise<boolean>;
};

// A dead line is noticed within ping + patience + one tick: at most 10 s.
const TICK_MS = 1_000;
const PING_EVERY_MS = 4_000;
const PATIENCE_MS = 5_000;
const HANDSHAKE_PATIENCE_MS = 10_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
// After our own mistake (a malformed or one too many message) the next try waits at least 8 s.
const ATTEMPTS_AFTER_A_MISTAKE = 4;
const OPEN = 1;

type Timer = ReturnType<typeof setTimeout>;

export class LiveLine {
  readonly clock = new ServerClock();
  state: Connection = "connecting";
  /** True between the server's hello and the end of this socket. */
  greeted = false;
  readonly #options: LineOptions;
  readonly #onMessage: (message: ServerMessage) => void;
  readonly #onState: (state: Connection) => void;
  #socket: Socket | null = null;
  #attempts = 0;
  #retry: Timer | null = null;
  #ticker: Timer | null = null;
  #connectingSince = 0;
  #lastPing = 0;
  #unanswered: number | null = null;

  constructor(
    options: LineOptions,
    onMessage: (message: ServerMessage) => void,
    onState: (state: Connection) => void,
  ) {
    this.#options = options;
    this.#onMessage = onMessage;
    this.#onState = onState;
  }

  start(): void {
    if (this.#ticker) return;
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    this.#connect();
  }

  /** Closes for good. */
  end(): void {
    this.#cancelRetry();
    if (this.#ticker) clearInterval(this.#ticker);
    this.#ticker = null;
    const socket = this.#socket;
    this.#socket = null;
    this.greeted = false;
    socket?.close();
    this.#become("ended");
  }

  /** Tries now instead of later: the network or the page came back. */
  nudge(): void {
    if (!this.#ticker) return;
    if (this.greeted) this.#ping(Date.now());
    else if (this.#retry) this.#connect();
  }

  /** False when the line is down; nothing is kept for later. */
  send(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #connect(): void {
    this.#cancelRetry();
    const open = this.#options.open ?? ((url: string) => new WebSocket(url));
    const socket = open(this.#options.url ?? defaultUrl(this.#options.app));
    this.#socket = socket;
    this.greeted = false;
    this.#unanswered = null;
    this.#connectingSince = Date.now();
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#hear(readFrame(data));
    };
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#lost(code);
    };
  }

  #hear(message: ServerMessage | null): void {
    const pingedAt = this.#unanswered ?? this.#lastPing;
    this.#unanswered = null;
    if (message?.type === "hello") this.#greet(message.server_time);
    if (message?.type === "pong") this.clock.hear(message.server_time, pingedAt);
    if (message) this.#onMessage(message);
    if (message?.type === "hello") this.#ping(Date.now());
  }

  #greet(serverTime: string): void {
    this.greeted = true;
    this.#attempts = 0;
    this.clock.hear(serverTime, this.#connectingSince);
    this.#become("connected");
  }

  #tick(): void {
    if (!this.#socket) return;
    const now = Date.now();
    if (this.#isDead(now)) this.#abandon();
    else if (this.greeted && now - this.#lastPing >= PING_EVERY_MS) this.#ping(now);
  }

  #isDead(now: number): boolean {
    if (!this.greeted) return now - this.#connectingSince >= HANDSHAKE_PATIENCE_MS;
    return this.#unanswered !== null && now - this.#unanswered >= PATIENCE_MS;
  }

  #ping(now: number): void {
    if (this.#unanswered !== null || !this.send({ type: "ping" })) return;
    this.#lastPing = now;
    this.#unanswered = now;
  }

  // A half-open socket may take minutes to close; we do not wait for it.
  #abandon(): void {
    const dead = this.#socket;
    this.#lost(0);
    dead?.close();
  }

  #lost(code: number): void {
    const refused = !this.greeted;
    this.#socket = null;
    this.greeted = false;
    if (code === CLOSE.sessionEnded || code === CLOSE.notAllowed) this.end();
    else this.#comeBack(code, refused);
  }

  #comeBack(code: number, refused: boolean): void {
    if (code === CLOSE.malformedMessage || code === CLOSE.tooManyMessages) {
      this.#attempts = Math.max(this.#attempts, ATTEMPTS_AFTER_A_MISTAKE);
    }
    this.#retryLater();
    this.#become("reconnecting");
    if (refused) void this.#askForSession();
  }

  async #askForSession(): Promise<void> {
    const alive = await this.#options.hasSession?.().catch(() => true);
    if (alive === false && !this.greeted) this.end();
  }

  #retryLater(): void {
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempts);
    const random = this.#options.random ?? Math.random;
    this.#attempts += 1;
    this.#retry = setTimeout(() => this.#connect(), longest * (0.5 + random() / 2));
  }

  #cancelRetry(): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
  }

  #become(state: Connection): void {
    if (this.state === state) return;
    this.state = state;
    this.#onState(state);
  }
}

function defaultUrl(app: AppName | undefined): string {
  return `${location.origin.replace(/^http/, "ws")}/live${app ? `?app=${app}` : ""}`;
}

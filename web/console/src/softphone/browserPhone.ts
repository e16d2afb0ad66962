/** The telephone in the browser, by Twilio's own library, which is fetched only when somebody chooses it. */
import { Problem } from "@helpline/shared/api";
import type { PhoneState, Softphone } from "./softphone.ts";

export type Token = { token: string };

/** What we use of the library; the tests give their own. */
export type Line = {
  accept(): void;
  on(event: "disconnect" | "cancel" | "error", heard: () => void): unknown;
  /** Every 50 ms, each from 0 to 1 for -100 to -30 dB. Source: Twilio, Voice JavaScript SDK, `Call`. */
  on(event: "volume", heard: (own: number, other: number) => void): unknown;
};
export type Device = {
  register(): Promise<void>;
  updateToken(token: string): void;
  destroy(): void;
  on(
    event: "registered" | "unregistered" | "error" | "tokenWillExpire",
    heard: () => void,
  ): unknown;
  on(event: "incoming", heard: (line: Line) => void): unknown;
};
export type Library = {
  Device: new (token: string, options: Record<string, unknown>) => Device;
};

const OPTIONS = {
  // Closing the page in the middle of a call is asked about by the form as well.
  closeProtection: true,
  // It rings and beeps by files from another host; our own ring is enough.
  disableAudioContextSounds: true,
  logLevel: "silent",
  tokenRefreshMs: 30_000,
};

export class BrowserPhone implements Softphone {
  readonly kind = "browser";
  #device: Device | null = null;
  #state: PhoneState = "desk";
  readonly #heard = new Set<() => void>();
  readonly #levels = new Set<(level: number) => void>();
  readonly #ask: () => Promise<Token>;
  readonly #load: () => Promise<Library>;

  constructor(ask: () => Promise<Token>, load: () => Promise<Library> = library) {
    this.#ask = ask;
    this.#load = load;
  }

  state(): PhoneState {
    return this.#state;
  }

  onChange(heard: () => void): () => void {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }

  onLevel(heard: (level: number) => void): () => void {
    this.#levels.add(heard);
    return () => this.#levels.delete(heard);
  }

  async start(): Promise<void> {
    if (this.#device) return;
    this.#become("connecting");
    try {
      const { token } = await this.#ask();
      const { Device } = await this.#load();
      const device = new Device(token, OPTIONS);
      this.#device = device;
      this.#listen(device);
      await device.register();
    } catch (error) {
      this.#letGo();
      this.#become("failed");
      throw error instanceof Problem ? error : new Problem(0);
    }
  }

  stop(): void {
    this.#letGo();
    this.#become("desk");
  }

  #listen(device: Device): void {
    device.on("registered", () => this.#become("ready"));
    device.on("unregistered", () => this.#device && this.#become("failed"));
    device.on("error", () => this.#state !== "talking" && this.#become("failed"));
    device.on("tokenWillExpire", () => void this.#renew(device));
    device.on("incoming", (line) => this.#lift(line));
  }

  #lift(line: Line): void {
    for (const over of ["disconnect", "cancel", "error"] as const) {
      line.on(over, () => this.#device && this.#become("ready"));
    }
    line.on("volume", (_, other) => {
      for (const heard of this.#levels) heard(other);
    });
    line.accept();
    this.#become("talking");
  }

  /** A token that can't be had now is asked for at the next sign; the line in use goes on. */
  async #renew(device: Device): Promise<void> {
    try {
      device.updateToken((await this.#ask()).token);
    } catch {
      if (this.#state !== "talking") this.#become("failed");
    }
  }

  #letGo(): void {
    const device = this.#device;
    this.#device = null;
    device?.destroy();
  }

  #become(state: PhoneState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const heard of [...this.#heard]) heard();
  }
}

async function library(): Promise<Library> {
  const { Device } = await import("@twilio/voice-sdk");
  return { Device: Device as unknown as Library["Device"] };
}

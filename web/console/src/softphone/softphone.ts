/** How a person's own voice reaches a call: a telephone on the desk, or one in this browser. It takes and ends no call of ours. */

/** `desk`: nothing to do here. `failed`: calls can't ring here now, and it goes on trying or is chosen anew. */
export type PhoneState = "desk" | "connecting" | "ready" | "talking" | "failed";
export type PhoneKind = "desk" | "browser";

/**
 * The telephone as the rest of the console knows it. Which call rings where is decided by the
 * server: a line of ours is rung only after its counsellor has taken the call, so a telephone in
 * the browser lifts by itself.
 */
export interface Softphone {
  readonly kind: PhoneKind;
  state(): PhoneState;
  /** Hears of every change of state; returns the way out. */
  onChange(heard: () => void): () => void;
  /**
   * Hears how loud the other side of the line is while it talks: 0 (-100 dB) to 1 (-30 dB), about
   * twenty times a second; returns the way out. Who can't tell never calls.
   */
  onLevel(heard: (level: number) => void): () => void;
  /** Makes it ready. Throws Problem when the server refuses, anything else when the network does. */
  start(): Promise<void>;
  /** Lets go of line and microphone. */
  stop(): void;
}

/** A telephone on the desk is rung by the network; the browser has nothing to do. */
export const deskPhone: Softphone = {
  kind: "desk",
  state: () => "desk",
  onChange: () => () => undefined,
  onLevel: () => () => undefined,
  start: async () => undefined,
  stop: () => undefined,
};

/** The sound and the buzz of a new alert; it decides nothing about which task rings. */

const REPEAT_MS = 6_000;
const NUDGE = [120, 80, 120];
const BUZZ = [400, 150, 400, 150, 700];
// Two rising tones, twice: told apart from a message tone in a noisy place.
const TONES = [
  { at: 0, hertz: 660 },
  { at: 0.22, hertz: 880 },
  { at: 0.55, hertz: 660 },
  { at: 0.77, hertz: 880 },
];
const TONE_SECONDS = 0.18;

export class Alarm {
  #audio: AudioContext | null = null;
  #repeat: ReturnType<typeof setInterval> | null = null;

  /** True when the browser lets us make a sound; before the first touch of a visit it does not. */
  get audible(): boolean {
    return this.#audio?.state === "running";
  }

  /** Call from a touch or a key: browsers give sound only then. */
  async unlock(): Promise<void> {
    if (typeof AudioContext === "undefined") return;
    this.#audio ??= new AudioContext();
    await this.#audio.resume().catch(() => undefined);
  }

  /** Rings now and again until `quiet`. */
  ring(): void {
    if (this.#repeat) return;
    this.#once();
    this.#repeat = setInterval(() => this.#once(), REPEAT_MS);
  }

  /** A short buzz, once and without a sound. */
  nudge(): void {
    buzz(NUDGE);
  }

  quiet(): void {
    if (!this.#repeat) return;
    clearInterval(this.#repeat);
    this.#repeat = null;
    buzz(0);
  }

  #once(): void {
    buzz(BUZZ);
    if (this.#audio && this.audible) for (const tone of TONES) play(this.#audio, tone);
  }
}

/** Before the first touch of a visit a browser refuses to buzz, and complains when asked. */
function buzz(pattern: number | number[]): void {
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(pattern);
}

function play(audio: AudioContext, { at, hertz }: { at: number; hertz: number }): void {
  const start = audio.currentTime + at;
  const end = start + TONE_SECONDS;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.6, start + 0.02);
  volume.gain.linearRampToValueAtTime(0, end);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(end);
}

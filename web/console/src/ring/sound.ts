/** The ring tone and the flashing title; unlocked by a gesture, silent until asked. */

const EVERY_MS = 2_000;
let audio: AudioContext | null = null;
let ringing: ReturnType<typeof setInterval> | null = null;

/** Browsers allow sound only after a gesture: the start-shift click is ours. */
export function unlockSound(): void {
  audio ??= new AudioContext();
  if (audio.state === "suspended") void audio.resume();
}

/** True when a ring would be heard. */
export function soundIsOn(): boolean {
  return audio?.state === "running";
}

/** Two soft tones every two seconds until `stopRinging`. */
export function startRinging(): void {
  if (ringing) return;
  beep();
  ringing = setInterval(beep, EVERY_MS);
}

export function stopRinging(): void {
  if (ringing) clearInterval(ringing);
  ringing = null;
}

function beep(): void {
  if (audio?.state !== "running") return;
  tone(audio, 740, 0);
  tone(audio, 988, 0.28);
}

function tone(context: AudioContext, hertz: number, after: number): void {
  const start = context.currentTime + after;
  const [oscillator, volume] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.2, start + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.26);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.3);
}

/** Alternates the title with `words` once a second. Returns the way out, which restores the title. */
export function flashTitle(words: string): () => void {
  const before = document.title;
  let on = false;
  const timer = setInterval(() => {
    on = !on;
    document.title = on ? `● ${words}` : before;
  }, 1_000);
  return () => {
    clearInterval(timer);
    document.title = before;
  };
}

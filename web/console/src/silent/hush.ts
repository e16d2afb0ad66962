/** Whether a caller has said nothing since the talk began, by the levels of the caller's side; it knows no screen and no network. */

/** So long nobody speaks before silent mode is offered (milliseconds). */
export const HUSH_MS = 6000;
/** Below it is silence: of 0 to 1, where 0 is -100 dB and 1 is -30 dB. */
export const SPEECH = 0.1;
/** A click or a breath is shorter; speech goes on. */
export const SPOKEN_MS = 200;
/** Levels come twenty times a second. If they stop, nobody knows what is heard. */
export const STALE_MS = 1000;

/** Moments in milliseconds; `loud` is since when it has been loud without a gap. */
export type Hush = { since: number; heard: number | null; loud: number | null; spoke: boolean };

/** The talk begins, or goes on after something that hides the caller, such as being on hold. */
export function begin(now: number): Hush {
  return { since: now, heard: null, loud: null, spoke: false };
}

/** One level. After levels that stopped, silence is counted anew: what was said meanwhile is unknown. */
export function hear(hush: Hush, level: number, now: number): Hush {
  const gap = now - (hush.heard ?? hush.since) > STALE_MS;
  const since = gap ? now : hush.since;
  const loud = level < SPEECH ? null : gap ? now : (hush.loud ?? now);
  const spoke = hush.spoke || (loud !== null && now - loud >= SPOKEN_MS);
  return { since, heard: now, loud, spoke };
}

/** Silent mode is offered: levels come, and for HUSH_MS none of them was speech. */
export function isHushed(hush: Hush, now: number): boolean {
  if (hush.spoke || hush.heard === null || now - hush.heard > STALE_MS) return false;
  return now - hush.since >= HUSH_MS;
}

type OnLevel = (heard: (level: number) => void) => () => void;

/** Listens from now on and says whether silent mode is to be offered, also that it is no longer; returns the way out. */
export function listen(onLevel: OnLevel, say: (hushed: boolean) => void): () => void {
  let hush = begin(performance.now());
  let stale: ReturnType<typeof setTimeout> | undefined;
  const out = onLevel((level) => {
    const now = performance.now();
    hush = hear(hush, level, now);
    say(isHushed(hush, now));
    clearTimeout(stale);
    stale = setTimeout(() => say(false), STALE_MS);
  });
  return () => {
    clearTimeout(stale);
    out();
  };
}

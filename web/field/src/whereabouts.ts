/** Tells where the worker is, every few minutes, for tasks on which that is switched on and while this page is open; it keeps no point. */

import type { FieldModel } from "./model.ts";
import { isUnderWay } from "./steps.ts";

export const EVERY_MS = 4 * 60_000;
const OLDEST_MS = 60_000;
const LONGEST_MS = 45_000;

type Finder = Pick<Geolocation, "getCurrentPosition">;

/** Where the phone is now; rejects with what the browser says. */
export function whereIAm(finder: Finder = navigator.geolocation): Promise<GeolocationPosition> {
  return new Promise((found, failed) =>
    finder.getCurrentPosition(found, failed, {
      enableHighAccuracy: false,
      maximumAge: OLDEST_MS,
      timeout: LONGEST_MS,
    }),
  );
}

const FORBIDDEN = 1;

/** Whether the person or the browser said no, as opposed to a phone that has not found out yet. */
export function isForbidden(error: unknown): boolean {
  return (error as GeolocationPositionError).code === FORBIDDEN;
}

export class Whereabouts {
  readonly #model: FieldModel;
  readonly #finder: Finder | undefined;
  readonly #leave: () => void;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(model: FieldModel, finder: Finder | undefined = navigator.geolocation) {
    this.#model = model;
    this.#finder = finder;
    this.#leave = model.onChange(() => this.#follow());
    this.#follow();
  }

  stop(): void {
    this.#leave();
    this.#rest();
  }

  #shown() {
    return this.#model.tasks.filter(
      (task) => isUnderWay(task.state) && this.#model.showsPosition(task),
    );
  }

  #follow(): void {
    const shown = this.#shown().length > 0;
    if (!shown) this.#rest();
    if (!shown || this.#timer) return;
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
    void this.#look();
  }

  #rest(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #look(): Promise<void> {
    if (!this.#finder) return;
    const found = await whereIAm(this.#finder).catch(() => null);
    if (!found) return;
    const { latitude: lat, longitude: lon, accuracy } = found.coords;
    // Asked again: the switch may have been moved while the phone was looking.
    for (const task of this.#shown()) {
      const accuracy_m = Math.min(100_000, Math.round(accuracy));
      this.#model.send(task, { verb: "located", lat, lon, accuracy_m });
    }
  }
}

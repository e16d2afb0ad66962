/** What an offer does beside its pop: sound, title, a word when it goes away; it answers nothing by itself. */
import type { DutyState, Offer } from "@helpline/shared/types";
import { useEffect, useRef, useState } from "react";
import type { Mine } from "../live/useMine.ts";
import { useSay } from "../say/useSay.ts";
import { flashTitle, startRinging, stopRinging, unlockSound } from "./sound.ts";

/** Why an offer left this screen without being answered here. */
export type Gone = { number: string; why: "missed" | "taken_back" | "passed" } | null;

/** Rings while there is an offer, while a colleague asks one to a call, or a place for a child is asked for. */
export function useRingTone(offer: Pick<Offer, "id"> | null, title = "console.ring.title"): void {
  const say = useSay();
  const id = offer?.id;
  const words = say.t(title);
  useEffect(() => {
    window.addEventListener("pointerdown", unlockSound);
    window.addEventListener("keydown", unlockSound);
    return () => {
      window.removeEventListener("pointerdown", unlockSound);
      window.removeEventListener("keydown", unlockSound);
    };
  }, []);
  useEffect(() => {
    if (!id) return;
    startRinging();
    const unflash = flashTitle(words);
    return () => {
      stopRinging();
      unflash();
    };
  }, [id, words]);
}

/** Says what became of the last offer when it was not answered here; forgotten at the next ring. */
export function useGone({ offer, call, duty }: Mine, passed: string | null): Gone {
  const last = useRef<Offer | null>(null);
  const [gone, setGone] = useState<Offer | null>(null);
  useEffect(() => {
    if (offer) setGone(null);
    else if (last.current) setGone(last.current);
    last.current = offer;
  }, [offer]);
  if (!gone || call?.incident_id === gone.incident_id) return null;
  return { number: gone.number, why: whyGone(gone, duty?.state, passed) };
}

function whyGone(offer: Offer, state: DutyState | undefined, passed: string | null) {
  if (passed === offer.id) return "passed";
  return state === "no_answer" ? "missed" : "taken_back";
}

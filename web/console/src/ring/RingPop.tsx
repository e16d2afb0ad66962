/** The screen pop of an offered call: safety, number and history, place as a guess, language, then the answer. */
import { Problem } from "@helpline/shared/api";
import type { Offer } from "@helpline/shared/types";
import { useEffect, useRef, useState } from "react";
import { useKeys } from "../keys/useKeys.ts";
import { useNow } from "../live/useNow.ts";
import { Cap } from "../parts/Cap.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { OfferFacts } from "./OfferFacts.tsx";
import { PassReasons } from "./PassReasons.tsx";
import { SafetyNotice } from "./SafetyNotice.tsx";
import { answer, type PassReason, passOn } from "./take.ts";

type Props = { offer: Offer; onPassed: (offerId: string) => void };

export function RingPop({ offer, onPassed }: Props) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const answerButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (offer.id) answerButton.current?.focus({ preventScroll: true });
  }, [offer.id]);

  const run = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setWrong(null);
    try {
      await work();
    } catch (error) {
      setWrong(problemText(error, say));
      if (!(error instanceof Problem)) throw error;
    } finally {
      setBusy(false);
    }
  };
  const take = () => run(() => answer(offer));
  const pass = (reason: PassReason) =>
    run(async () => {
      await passOn(offer, reason);
      onPassed(offer.id);
    });
  useKeys({ answer: take, pass_on: () => setChoosing(true) });

  return (
    <section className="pop" aria-labelledby="pop-title" aria-live="assertive">
      <div className="pop-head">
        <h1 id="pop-title">
          <Icon name="ring" />
          {say.t("console.ring.title")}
        </h1>
        <TimeLeft dueAt={offer.due_at} />
      </div>
      <SafetyNotice offer={offer} />
      <OfferFacts offer={offer} />
      <div className="pop-acts">
        <button
          ref={answerButton}
          type="button"
          className="btn primary pop-answer"
          aria-disabled={busy}
          onClick={take}
        >
          <Icon name="phone" />
          {busy ? say.t("console.ring.answering") : say.t("console.ring.answer")}{" "}
          <Cap action="answer" />
        </button>
        <button
          type="button"
          className="btn pop-pass"
          aria-expanded={choosing}
          onClick={() => setChoosing(!choosing)}
        >
          <Icon name="xfer" />
          {say.t("console.ring.pass_on")} <Cap action="pass_on" />
        </button>
      </div>
      {choosing && <PassReasons onPick={pass} onLeave={() => setChoosing(false)} />}
      {wrong && (
        <p className="notice st overdue" role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}

function TimeLeft({ dueAt }: { dueAt: string }) {
  const say = useSay();
  return (
    <span className="pop-left end">
      {say.t("console.ring.left")} <b className="num">{say.left(dueAt, useNow()).text}</b>
    </span>
  );
}

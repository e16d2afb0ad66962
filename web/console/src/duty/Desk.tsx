/** The idle console: open work on the left, the number waiting or the ringing call in the middle. */
import { useState } from "react";
import { CallBacks } from "../back/CallBacks.tsx";
import { useBacks } from "../back/useBacks.ts";
import { useMine } from "../live/useMine.ts";
import { InvitationCard } from "../parties/InvitationCard.tsx";
import { Elapsed } from "../parts/Countdown.tsx";
import { Icon } from "../parts/Icon.tsx";
import { RingPop } from "../ring/RingPop.tsx";
import { type Gone, useGone } from "../ring/useRing.ts";
import { useSay } from "../say/useSay.ts";
import { NextSessions } from "../sessions/MySessions.tsx";
import { Texts } from "../texts/Texts.tsx";
import { useTexts } from "../texts/useTexts.ts";
import { CallInHand } from "./CallInHand.tsx";
import { DutyVerbs } from "./DutyVerbs.tsx";
import { OpenWork } from "./OpenWork.tsx";
import { Unsaid } from "./Unsaid.tsx";

export function Desk() {
  const mine = useMine();
  const backs = useBacks();
  const texts = useTexts();
  const [passed, setPassed] = useState<string | null>(null);
  const gone = useGone(mine, passed);
  return (
    <main className="desk">
      <OpenWork rows={mine.work} before={<NextSessions />}>
        <Unsaid rows={mine.unsaid} />
        <Texts rows={texts.rows} onChange={texts.again} />
        <CallBacks rows={backs.rows} onChange={backs.again} />
      </OpenWork>
      <div className="stage">
        {mine.invitation ? (
          <InvitationCard row={mine.invitation} />
        ) : mine.offer ? (
          <>
            <RingPop offer={mine.offer} onPassed={setPassed} />
            <OfferNote number={mine.offer.number} />
          </>
        ) : (
          <>
            {gone && <GoneNote gone={gone} />}
            {mine.call && <CallInHand call={mine.call} />}
            {mine.ready && <Idle />}
          </>
        )}
      </div>
    </main>
  );
}

function Idle() {
  const say = useSay();
  const { duty, queue } = useMine();
  return (
    <section className="idle" aria-label={say.t("console.queue.label")}>
      <p className="idle-number num">{say.n(queue.waiting)}</p>
      <p className="idle-words">
        {queue.waiting === 0 ? say.t("console.queue.nobody") : say.t("console.queue.callers")}
        {queue.longest_since && (
          <span className="mute">
            {" "}
            · {say.t("console.queue.longest")} <Elapsed since={queue.longest_since} />
          </span>
        )}
      </p>
      {duty && <p className="idle-duty">{say.t(`console.duty.note_${duty.state}`)}</p>}
      {duty && <DutyVerbs state={duty.state} />}
    </section>
  );
}

function OfferNote({ number }: { number: string }) {
  const say = useSay();
  return (
    <p className="mute small stage-note">
      <Icon name="info" />
      <span>{say.t("console.ring.note", { number: say.n(number) })}</span>
    </p>
  );
}

function GoneNote({ gone }: { gone: NonNullable<Gone> }) {
  const say = useSay();
  return (
    <p className="notice st info stage-gone" role="status">
      {say.t(`console.ring.gone_${gone.why}`, { number: say.n(gone.number) })}
    </p>
  );
}

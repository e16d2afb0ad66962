/** A call that rings while another screen is open: a bar above it, never over the field in focus. */
import type { Offer } from "@helpline/shared/types";
import { useNavigate } from "@tanstack/react-router";
import { useVerb } from "../incident/useVerb.ts";
import { useKeys } from "../keys/useKeys.ts";
import { Cap } from "../parts/Cap.tsx";
import { Countdown } from "../parts/Countdown.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { answer } from "./take.ts";

export function RingBar({ offer }: { offer: Offer }) {
  const say = useSay();
  const verb = useVerb();
  const navigate = useNavigate();
  const take = () => void verb.run(() => answer(offer));
  const look = () => void navigate({ to: "/" });
  useKeys({ answer: take, pass_on: look });
  return (
    <div className="notice st ringing ring-bar" role="status">
      <Icon name="ring" />
      <b>{say.t("console.ring.title")}</b>
      <span className="num">{say.phone(offer.caller_number ?? offer.number)}</span>
      <span className="mute">
        {say.t("console.ring.left")} <Countdown dueAt={offer.due_at} />
      </span>
      <Refused text={verb.refused} />
      <button type="button" className="btn end" onClick={look}>
        {say.t("console.ring.look")}
      </button>
      <button type="button" className="btn primary" aria-disabled={verb.busy} onClick={take}>
        {say.t("console.ring.answer")} <Cap action="answer" />
      </button>
    </div>
  );
}

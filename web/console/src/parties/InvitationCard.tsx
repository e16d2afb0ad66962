/** A colleague asks one to a call: who, what for, safety, and the form as it stands; then yes or no. */
import type { DeclineToComeReason, InvitationRow } from "@helpline/shared/types";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Answers } from "../incident/Answers.tsx";
import { useIncident } from "../incident/useIncident.ts";
import { useVerb } from "../incident/useVerb.ts";
import { useKeys } from "../keys/useKeys.ts";
import { Cap } from "../parts/Cap.tsx";
import { Countdown } from "../parts/Countdown.tsx";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { UrgencyBadge } from "../parts/status.tsx";
import { SafetyNotice } from "../ring/SafetyNotice.tsx";
import { useSay } from "../say/useSay.ts";
import { acceptInvitation, DECLINE_REASONS, declineInvitation } from "./verbs.ts";

export function InvitationCard({ row }: { row: InvitationRow }) {
  const say = useSay();
  const verb = useVerb();
  const take = useTake(row, verb.run);
  const [why, setWhy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (row.id) button.current?.focus({ preventScroll: true });
  }, [row.id]);
  const decline = (reason: DeclineToComeReason) =>
    void verb.run(() => declineInvitation(row.id, reason));
  useKeys({ answer: take, pass_on: () => setWhy(true) });
  return (
    <section className="pop" aria-labelledby="invitation-title" aria-live="assertive">
      <div className="pop-head">
        <h1 id="invitation-title">
          <Icon name="xfer" />
          {say.t(`console.invitation.title_${row.kind}`)}
        </h1>
        {row.due_at && (
          <span className="pop-left end">
            {say.t("console.ring.left")}{" "}
            <b>
              <Countdown dueAt={row.due_at} />
            </b>
          </span>
        )}
      </div>
      <SafetyNotice offer={row} />
      <div className="pop-part">
        <h2>{say.t("console.invitation.from")}</h2>
        <div>
          <p className="fact">
            <b className="pop-big">{say.words(row.by.name)}</b>
          </p>
          <p className="small mute">{say.t(`console.invitation.note_${row.kind}`)}</p>
        </div>
      </div>
      <div className="pop-part">
        <h2>{say.t("console.invitation.ticket")}</h2>
        <p className="fact">
          <b className="num">{say.n(row.number)}</b>
          {row.urgency && <UrgencyBadge urgency={row.urgency} worded />}
          <span className="mute">
            <span className="num">
              {row.caller_number ? say.phone(row.caller_number) : say.t("console.ring.withheld")}
            </span>{" "}
            · {say.word("language", row.language)}
          </span>
        </p>
      </div>
      <Draft incidentId={row.incident_id} />
      <div className="pop-acts">
        <button
          ref={button}
          type="button"
          className="btn primary pop-answer"
          aria-disabled={verb.busy}
          onClick={take}
        >
          <Icon name="phone" />
          {say.t("console.invitation.accept")} <Cap action="answer" />
        </button>
        <button
          type="button"
          className="btn pop-pass"
          aria-expanded={why}
          onClick={() => setWhy(!why)}
        >
          <Icon name="x" />
          {say.t("console.invitation.decline")} <Cap action="pass_on" />
        </button>
      </div>
      {why && (
        <div className="pop-reasons">
          <OneOf
            title={say.t("console.invitation.why")}
            codes={DECLINE_REASONS}
            family="decline_to_come"
            onPick={decline}
            onLeave={() => setWhy(false)}
          />
        </div>
      )}
      <Refused text={verb.refused} />
    </section>
  );
}

type Run = ReturnType<typeof useVerb>["run"];

/** Coming to the call leads to its incident. */
function useTake(row: InvitationRow, run: Run): () => void {
  const navigate = useNavigate();
  return () =>
    void run(() => acceptInvitation(row.id)).then(
      (call) => call && navigate({ to: "/incidents/$id", params: { id: row.incident_id } }),
    );
}

/** What the colleague has written so far, as it grows; read before anybody says yes. */
function Draft({ incidentId }: { incidentId: string }) {
  const say = useSay();
  const { incident, intake, refused } = useIncident(incidentId);
  return (
    <div className="pop-part">
      <h2>{say.t("console.invitation.draft")}</h2>
      <div className="pop-draft">
        {incident ? (
          <Answers
            place={incident.place}
            categories={incident.categories}
            none={say.t("console.invitation.nothing")}
            written={(field) => intake.get(field)?.value}
          />
        ) : (
          <p className="small mute">
            {say.t(refused ? "console.incident.not_opened" : "console.incident.opening")}
          </p>
        )}
      </div>
    </div>
  );
}

/** The same while another screen is open: a bar above it, never over the field in focus. */
export function InvitationBar({ row }: { row: InvitationRow }) {
  const say = useSay();
  const navigate = useNavigate();
  const look = () => void navigate({ to: "/" });
  useKeys({ answer: look, pass_on: look });
  return (
    <div className="notice st ringing ring-bar" role="status">
      <Icon name="xfer" />
      <b>{say.t(`console.invitation.title_${row.kind}`)}</b>
      <span>{say.words(row.by.name)}</span>
      {row.due_at && (
        <span className="mute">
          {say.t("console.ring.left")} <Countdown dueAt={row.due_at} />
        </span>
      )}
      <button type="button" className="btn primary end" onClick={look}>
        {say.t("console.ring.look")} <Cap action="answer" />
      </button>
    </div>
  );
}

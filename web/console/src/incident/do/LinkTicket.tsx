/** Finds another ticket by its number and links this one to it; it proposes none by itself. */
import { Problem } from "@helpline/shared/api";
import type { IncidentRow, Ticket } from "@helpline/shared/types";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { useLabels } from "../useCategories.ts";
import { useVerb } from "../useVerb.ts";
import { findTicket, link } from "../verbs.ts";

type Props = { incident: IncidentRow; onLeave: () => void };

export function LinkTicket({ incident, onLeave }: Props) {
  const say = useSay();
  const verb = useVerb();
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const id = useId();
  const [found, setFound] = useState<Ticket | "none" | null>(null);
  useEffect(() => box.current?.focus(), []);
  const search = async (event: FormEvent) => {
    event.preventDefault();
    const said = box.current?.value.trim();
    if (said) setFound(await verb.run(() => ticketOrNone(said)));
  };
  const confirm = async (to: Ticket) => {
    const kept = await verb.run(() => link(incident.id, to.id));
    if (kept) await navigate({ to: "/incidents/$id", params: { id: kept.id } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onLeave();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves from wherever the focus is
    <div className="link-ticket" onKeyDown={onKeyDown}>
      <form onSubmit={(event) => void search(event)}>
        <label className="small mute" htmlFor={id}>
          {say.t("console.link.number")}
        </label>
        <div className="row">
          <input
            ref={box}
            id={id}
            className="input num grow"
            autoComplete="off"
            maxLength={60}
            onChange={() => setFound(null)}
          />
          <button type="submit" className="btn" aria-disabled={verb.busy}>
            {say.t("console.link.find")}
          </button>
          <button type="button" className="btn quiet" onClick={onLeave}>
            {say.t("common.cancel")}
          </button>
        </div>
      </form>
      <div role="status">
        {found === "none" && <p className="small">{say.t("console.link.none")}</p>}
        {found && found !== "none" && (
          <Found ticket={found} busy={verb.busy} onLink={() => void confirm(found)} />
        )}
      </div>
      <Refused text={verb.refused} />
    </div>
  );
}

type FoundProps = { ticket: Ticket; busy: boolean; onLink: () => void };

/** What the counsellor compares before linking: nothing that was said stands here. */
function Found({ ticket, busy, onLink }: FoundProps) {
  const say = useSay();
  const now = useNow();
  const labelOf = useLabels();
  const number = say.n(ticket.number);
  const about = [
    ticket.categories.map(labelOf).join(", "),
    ticket.place ? say.words(ticket.place.name) : "",
  ];
  return (
    <>
      {ticket.asked_for !== ticket.number && (
        <p className="small">
          {say.t("console.link.alias", { asked: say.n(ticket.asked_for), number })}
        </p>
      )}
      <p>
        <b className="num">{number}</b> · {say.word("incident_state", ticket.state)} ·{" "}
        <span className="num">{say.dayOrClock(ticket.opened_at, now)}</span>
        {about.filter(Boolean).length > 0 && <br />}
        {about.filter(Boolean).join(" · ")}
      </p>
      <p className="small mute">{say.t("console.link.explain", { number })}</p>
      <button type="button" className="btn primary" aria-disabled={busy} onClick={onLink}>
        <Icon name="xfer" />
        {say.t("console.link.do", { number })}
      </button>
    </>
  );
}

async function ticketOrNone(number: string): Promise<Ticket | "none"> {
  try {
    return await findTicket(number);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return "none";
    throw error;
  }
}

/** The seats of a committee with whoever holds their posts, and how long they last; who founds sets terms and ends seats. */
import type { SeatRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { DateField } from "../dates/DateField.tsx";
import type { Verb } from "../incident/useVerb.ts";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { TwiceButton } from "../parts/TwiceButton.tsx";
import { useSay } from "../say/useSay.ts";
import { endSeat, noon, setTerm, useBoardVerb } from "./verbs.ts";

export function Seats({ seats, founds }: { seats: SeatRow[]; founds: boolean }) {
  const say = useSay();
  const there = seats.filter((one) => !one.ended);
  return (
    <section aria-label={say.t("console.committees.seats")}>
      <h2 className="group">
        <b>{say.t("console.committees.seats")}</b>
      </h2>
      {there.length === 0 && <p className="pad mute">{say.t("console.committees.no_seats")}</p>}
      <ul className="service-list">
        {there.map((seat) => (
          <li key={seat.id}>
            <div className="asked-line">
              <Seat seat={seat} />
              {founds && <SeatVerbs seat={seat} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Seat({ seat }: { seat: SeatRow }) {
  const say = useSay();
  return (
    <div className="service">
      <p className="row service-name">
        <b>{say.words(seat.title)}</b>
        <Badge hue="none">{say.word("committee_role", seat.role)}</Badge>
        {!seat.in_term && <Badge hue="waiting">{say.t("console.committees.out_of_term")}</Badge>}
      </p>
      <p className="row small service-facts mute">
        <span>{holder(seat, say)}</span>
        {seat.until && (
          <span>{say.t("console.committees.term_until", { on: say.day(noon(seat.until)) })}</span>
        )}
      </p>
    </div>
  );
}

/** Who sits there now; a vacant post and one that nobody knows are told apart. */
function holder(seat: SeatRow, say: ReturnType<typeof useSay>): string {
  if (seat.holder) return say.words(seat.holder);
  return say.t(seat.post ? "console.committees.vacant" : "console.committees.by_title");
}

function SeatVerbs({ seat }: { seat: SeatRow }) {
  const say = useSay();
  const verb = useBoardVerb();
  const [open, setOpen] = useState(false);
  const about = say.words(seat.title);
  if (open) return <Term seat={seat} verb={verb} onLeave={() => setOpen(false)} />;
  const word = say.t("console.committees.term");
  return (
    <>
      <div className="row asked-verbs">
        <button
          type="button"
          className="btn quiet slim"
          aria-label={say.t("console.why.about", { verb: word, about })}
          onClick={() => setOpen(true)}
        >
          {word}
        </button>
        <TwiceButton
          name={say.t("console.committees.end_seat")}
          about={about}
          busy={verb.busy}
          onDo={() => void verb.run(() => endSeat(seat.id))}
        />
      </div>
      <Refused text={verb.refused} />
    </>
  );
}

type TermProps = { seat: SeatRow; verb: Verb; onLeave: () => void };

/** A term that has no last day goes on until the seat is ended. */
function Term({ seat, verb, onLeave }: TermProps) {
  const say = useSay();
  const [since, setSince] = useState<string | null>(seat.since);
  const [until, setUntil] = useState<string | null>(seat.until ?? "");
  const ready = Boolean(since) && until !== null;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const said = { since: since || null, until: until || null };
    if (ready && (await verb.run(() => setTerm(seat.id, said)))) onLeave();
  };
  return (
    <form
      className="book"
      aria-label={say.t("console.why.about", {
        verb: say.t("console.committees.term"),
        about: say.words(seat.title),
      })}
      onSubmit={(event) => void send(event)}
    >
      <DateField
        name={say.t("console.committees.term_since")}
        value={since ?? ""}
        wide
        onSay={setSince}
      />
      <DateField
        name={say.t("console.committees.until")}
        value={until ?? ""}
        min={since || undefined}
        wide
        onSay={setUntil}
      />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !ready}>
          {say.t("console.committees.save")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

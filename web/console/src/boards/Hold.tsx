/** Who was there, seat by seat; held with a quorum, or put off to another day. What nobody noted is unknown. */
import type { HowHeld, MeetingFile } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { inDhaka } from "../clock/sheet.ts";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { boardRefusal } from "./refusal.ts";
import { seatsAt } from "./typed.ts";
import { adjourn, committeeQuery, hold, PRESENCES, WHY_ADJOURNED } from "./verbs.ts";

type How = HowHeld["present"][number]["how"];

export function Hold({ file: { meeting, committee } }: { file: MeetingFile }) {
  const say = useSay();
  const verb = useVerb(boardRefusal);
  const kept = useQueryClient();
  const navigate = useNavigate();
  const { data } = useQuery(committeeQuery(committee.id));
  const [seen, setSeen] = useState<Record<string, How>>({});
  const [at, setAt] = useState<string | null>(() =>
    inDhaka(Math.min(Date.parse(meeting.planned_at), Date.now())),
  );
  const [again, setAgain] = useState<string | null>("");
  const [reason, setReason] = useState<string>(WHY_ADJOURNED[0]);
  const seats = seatsAt(data?.seats ?? [], at || inDhaka(Date.now()));
  const present = seats.flatMap(({ id }) => {
    const how = seen[id] ?? "unknown";
    return how === "unknown" ? [] : [{ seat: id, how }];
  });
  const fresh = () =>
    Promise.all([
      kept.invalidateQueries({ queryKey: ["meeting"] }),
      kept.invalidateQueries({ queryKey: ["committee", committee.id] }),
    ]);
  const held = async () => {
    if (!at) return;
    const body = { held_at: `${at}:00+06:00`, present };
    if (await verb.run(() => hold(meeting.id, body))) await fresh();
  };
  const putOff = async () => {
    if (!again) return;
    const body = { reason, again_at: `${again}:00+06:00`, present };
    const next = await verb.run(() => adjourn(meeting.id, body));
    if (!next) return;
    await fresh();
    await navigate({ to: "/meetings/$id", params: { id: next.meeting.id } });
  };
  return (
    <section aria-label={say.t("console.committees.hold")}>
      <h2 className="group">
        <b>{say.t("console.committees.hold")}</b>
      </h2>
      <ul className="service-list">
        {seats.map((seat) => (
          <li key={seat.id}>
            <Labelled name={say.words(seat.title)} wide>
              <select
                className="field"
                value={seen[seat.id] ?? "unknown"}
                onChange={(event) => setSeen({ ...seen, [seat.id]: event.target.value as How })}
              >
                {PRESENCES.map((code) => (
                  <option key={code} value={code}>
                    {say.word("presence", code)}
                  </option>
                ))}
              </select>
            </Labelled>
          </li>
        ))}
      </ul>
      <div className="book pad">
        <DateField
          name={say.t("console.committees.held_at")}
          of="moment"
          value={at ?? ""}
          max={inDhaka(Date.now())}
          onSay={setAt}
        />
        <div className="row">
          <button
            type="button"
            className="btn primary slim"
            aria-disabled={verb.busy || !at}
            onClick={() => void held()}
          >
            <Icon name="check" />
            {say.t("console.committees.was_held")}
          </button>
        </div>
      </div>
      <div className="book pad">
        <Labelled name={say.t("console.committees.why_off")}>
          <select
            className="field"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          >
            {WHY_ADJOURNED.map((code) => (
              <option key={code} value={code}>
                {say.word("why_adjourned", code)}
              </option>
            ))}
          </select>
        </Labelled>
        <DateField
          name={say.t("console.committees.again_at")}
          of="moment"
          value={again ?? ""}
          onSay={setAgain}
        />
        <div className="row">
          <button
            type="button"
            className="btn slim"
            aria-disabled={verb.busy || !again}
            onClick={() => void putOff()}
          >
            {say.t("console.committees.put_off")}
          </button>
        </div>
      </div>
      <Refused text={verb.refused} />
    </section>
  );
}

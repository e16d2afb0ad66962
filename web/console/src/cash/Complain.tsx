/** Makes a ticket a grievance on a cash transfer, by the number on the family's card; nothing of the child is told. */
import { cashComplain } from "@helpline/shared/api";
import type { GrievanceRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { cashRefusal } from "./refusal.ts";

const COMPLAINTS = [
  "not_received",
  "received_less",
  "somebody_took_it",
  "asked_for_a_bribe",
  "left_out",
  "treated_badly",
  "wrong_payee",
  "other",
] as const satisfies readonly GrievanceRow["category"][];

type Props = { incidentId: string; onLeave: () => void };

export function Complain({ incidentId, onLeave }: Props) {
  const say = useSay();
  const now = useNow();
  const verb = useVerb(cashRefusal);
  const [number, setNumber] = useState("");
  const [category, setCategory] = useState<GrievanceRow["category"]>("not_received");
  const [made, setMade] = useState<GrievanceRow | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!number.trim()) return;
    const path = { incident_id: incidentId };
    const body = { enrolment: number.trim(), category };
    const row = await verb.run(() => cashComplain({ path, body }));
    if (!row) return;
    setMade(row);
  };
  if (made) {
    return (
      <p className="small" role="status">
        {say.t("console.cash.complained", {
          number: say.n(made.number),
          time: say.dayOrClock(made.due_at, now),
        })}
      </p>
    );
  }
  return (
    <form
      className="book case-form"
      onSubmit={(event) => void submit(event)}
      aria-label={say.t("console.cash.complain")}
    >
      <Labelled name={say.t("console.cash.card_number")} wide>
        <input
          className="field num"
          maxLength={40}
          placeholder="CT-26-000123"
          value={number}
          onChange={({ target }) => setNumber(target.value)}
        />
      </Labelled>
      <Labelled name={say.t("console.cash.category")} wide>
        <Options value={category} codes={COMPLAINTS} family="cash_complaint" onPick={setCategory} />
      </Labelled>
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !number.trim()}>
          <Icon name="flag" />
          {say.t("console.cash.complain")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

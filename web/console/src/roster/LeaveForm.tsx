/** Grants leave of whole days with its reason; leave wins over every shift. */
import type { LeaveReason } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { momentOf } from "../sessions/slots.ts";
import { plus } from "./days.ts";
import { useRosterChanged } from "./useWeek.ts";
import { grantLeave } from "./verbs.ts";

const REASONS: readonly LeaveReason[] = [
  "casual",
  "earned",
  "medical",
  "maternity",
  "training",
  "other",
];

export function LeaveForm({ worker, day }: { worker: string; day: string }) {
  const say = useSay();
  const verb = useVerb();
  const changed = useRosterChanged();
  const [first, setFirst] = useState(day);
  const [last, setLast] = useState(day);
  const [reason, setReason] = useState<LeaveReason>("casual");
  const whole = first !== "" && last >= first;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!whole) return;
    const body = {
      starts_at: momentOf(first, "00:00"),
      ends_at: momentOf(plus(last, 1), "00:00"),
      reason,
    };
    if (await verb.run(() => grantLeave(worker, body))) changed();
  };
  return (
    <form className="book" onSubmit={(event) => void submit(event)}>
      <DateField
        wide
        required
        name={say.t("console.roster.first_day")}
        value={first}
        onSay={(value) => setFirst(value ?? "")}
      />
      <DateField
        wide
        required
        name={say.t("console.roster.last_day")}
        min={first}
        value={last}
        onSay={(value) => setLast(value ?? "")}
      />
      <LeaveReasons value={reason} onPick={setReason} />
      <div>
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !whole}>
          <Icon name="check" />
          {say.t("console.roster.grant")}
        </button>
        <Refused text={verb.refused} />
      </div>
    </form>
  );
}

type ReasonsProps = { value: LeaveReason; onPick: (reason: LeaveReason) => void };

/** Why somebody is away, one of the reasons of the leave rules. */
export function LeaveReasons({ value, onPick }: ReasonsProps) {
  const say = useSay();
  return (
    <Labelled name={say.t("console.roster.reason")} wide>
      <select
        className="field"
        value={value}
        onChange={(event) => onPick(event.target.value as LeaveReason)}
      >
        {REASONS.map((code) => (
          <option key={code} value={code}>
            {say.word("leave", code)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

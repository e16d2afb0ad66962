/** The cash transfers of one case, and the application for one; codes and sums alone, as in a list. */
import { cashApply, Problem } from "@helpline/shared/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { PartProps } from "../cases/parts.ts";
import { Options } from "../children/Options.tsx";
import { Part } from "../directory/parts.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { ADULT_REASONS } from "./codes.ts";
import { cashRefusal } from "./refusal.ts";
import { ENROLMENT } from "./standing.ts";
import { ofCaseQuery, schemesQuery } from "./verbs.ts";

export function CaseCash({ row, may }: PartProps) {
  const say = useSay();
  const opens = useMe()?.permissions.includes("cash.open") ?? false;
  const [applying, setApplying] = useState(false);
  const { data } = useQuery({ ...ofCaseQuery(row.id), enabled: opens });
  if (!opens || !data) return null;
  // What was paid is paid, though the enrolment ended: one child gets the sum once.
  const counts = data.items.some(
    ({ state, paid_poisha }) => paid_poisha > 0 || (state !== "ended" && state !== "refused"),
  );
  return (
    <Part title={say.t("console.cash.one")}>
      {data.items.length === 0 && (
        <p className="small mute">{say.t("console.cash.none_of_case")}</p>
      )}
      <ul className="file-list">
        {data.items.map((one) => (
          <li key={one.id} className="row">
            <Link to="/cash/$id" params={{ id: one.id }} className="num grow">
              {say.n(one.number)}
            </Link>
            <Badge hue={ENROLMENT[one.state].hue} icon={ENROLMENT[one.state].icon}>
              {say.word("cash_enrolment", one.state)}
            </Badge>
          </li>
        ))}
      </ul>
      {may.write && !counts && !applying && (
        <button type="button" className="btn quiet slim" onClick={() => setApplying(true)}>
          <Icon name="pen" />
          {say.t("console.cash.apply")}
        </button>
      )}
      {may.write && !counts && applying && (
        <Apply caseId={row.id} onDone={() => setApplying(false)} />
      )}
    </Part>
  );
}

function Apply({ caseId, onDone }: { caseId: string; onDone: () => void }) {
  const say = useSay();
  const navigate = useNavigate();
  const kept = useQueryClient();
  const verb = useVerb(cashRefusal);
  const { data } = useQuery(schemesQuery);
  const [scheme] = data?.items ?? [];
  const [group, setGroup] = useState("");
  const [asksWhy, setAsksWhy] = useState(false);
  const [reason, setReason] = useState<(typeof ADULT_REASONS)[number] | "">("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!group) return;
    const body = { group, adult_reason: reason || null };
    const made = await verb.run(async () => {
      try {
        return await cashApply({ path: { case_id: caseId }, body });
      } catch (error) {
        if (error instanceof Problem && error.code === "birth_makes_adult") setAsksWhy(true);
        throw error;
      }
    });
    if (!made) return;
    await kept.invalidateQueries({ queryKey: ["cash", "case", caseId] });
    await navigate({ to: "/cash/$id", params: { id: made.enrolment.id } });
  };
  return (
    <form
      className="book case-form"
      onSubmit={(event) => void submit(event)}
      aria-label={say.t("console.cash.apply")}
    >
      <Labelled name={say.t("console.cash.group")} wide>
        <select className="field" value={group} onChange={({ target }) => setGroup(target.value)}>
          <option value="">{say.t("console.child.choose")}</option>
          {scheme?.groups.map(({ code, name }) => (
            <option key={code} value={code}>
              {say.words(name)}
            </option>
          ))}
        </select>
      </Labelled>
      {asksWhy && (
        <Labelled name={say.t("console.cash.why_adult")} wide>
          <Options
            value={reason}
            codes={ADULT_REASONS}
            family="adult"
            none={say.t("console.child.choose")}
            onPick={setReason}
          />
        </Labelled>
      )}
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !group}>
          <Icon name="pen" />
          {say.t("console.cash.apply")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

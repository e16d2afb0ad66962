/** The tickets a case came from, the cases that belong to it, and the ways to add one more of either. */
import { casesAddIncident, casesAddKin, casesFind } from "@helpline/shared/api";
import type { CaseRow, Kinship } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { Options } from "../children/Options.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { KINSHIPS } from "./codes.ts";
import { typedNumber } from "./numbers.ts";
import type { PartProps } from "./parts.ts";
import { useCaseVerb } from "./useCase.ts";

export function TicketsPart({ row, may }: PartProps) {
  const say = useSay();
  const now = useNow();
  const can = useMe()?.permissions ?? [];
  const [adding, setAdding] = useState<"ticket" | "kin" | null>(null);
  return (
    <Part title={say.t("console.case.tickets")}>
      <ul className="file-list">
        {row.incidents.map((one) => (
          <li key={one.id} className="row">
            <Icon name="flag" />
            {can.includes("incidents.open") ? (
              <Link to="/incidents/$id" params={{ id: one.id }} className="quiet-link num">
                {say.n(one.number)}
              </Link>
            ) : (
              <b className="num">{say.n(one.number)}</b>
            )}
            <span className="small mute">
              {say.word("case_channel", one.channel)} ·{" "}
              <span className="num">{say.dayOrClock(one.opened_at, now)}</span>
            </span>
          </li>
        ))}
        {row.kin.map((one) => (
          <li key={one.id} className="row">
            <Icon name="users" />
            <Link to="/cases/$id" params={{ id: one.id }} className="quiet-link num">
              {say.n(one.number)}
            </Link>
            <span className="small mute">{say.word("case_kin", one.relation)}</span>
          </li>
        ))}
      </ul>
      {may.write && adding === null && (
        <div className="row">
          {can.includes("incidents.open") && (
            <button type="button" className="btn quiet slim" onClick={() => setAdding("ticket")}>
              <Icon name="link" />
              {say.t("console.case.add_ticket")}
            </button>
          )}
          <button type="button" className="btn quiet slim" onClick={() => setAdding("kin")}>
            <Icon name="users" />
            {say.t("console.case.add_kin")}
          </button>
        </div>
      )}
      {adding === "ticket" && <AddTicket row={row} onDone={() => setAdding(null)} />}
      {adding === "kin" && <AddKin row={row} onDone={() => setAdding(null)} />}
    </Part>
  );
}

type Props = { row: CaseRow; onDone: () => void };

function AddTicket({ row, onDone }: Props) {
  const say = useSay();
  const add = async (incident: string) => {
    await casesAddIncident({ path: { case_id: row.id }, body: { incident } });
    onDone();
    return true;
  };
  return (
    <ByNumber
      title={say.t("console.case.add_ticket")}
      label={say.t("console.link.number")}
      onAdd={add}
      onLeave={onDone}
    />
  );
}

function AddKin({ row, onDone }: Props) {
  const say = useSay();
  const [relation, setRelation] = useState<Kinship>("sibling");
  const add = async (number: string) => {
    const [found] = (await casesFind({ query: { number } })).items;
    if (!found) return false;
    await casesAddKin({ path: { case_id: row.id }, body: { to: found.id, relation } });
    onDone();
    return true;
  };
  return (
    <ByNumber
      title={say.t("console.case.add_kin")}
      label={say.t("console.case.number")}
      onAdd={add}
      onLeave={onDone}
    >
      <Labelled name={say.t("console.case.relation")} wide>
        <Options value={relation} codes={KINSHIPS} family="case_kin" onPick={setRelation} />
      </Labelled>
    </ByNumber>
  );
}

type NumberProps = {
  title: string;
  label: string;
  /** False when there is nothing of that number. */
  onAdd: (number: string) => Promise<boolean>;
  onLeave: () => void;
  children?: ReactNode;
};

export function ByNumber({ title, label, onAdd, onLeave, children }: NumberProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const [typed, setTyped] = useState("");
  const [none, setNone] = useState(false);
  const number = typedNumber(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setNone(false);
    if (number) void verb.run(() => onAdd(number)).then((there) => setNone(there === false));
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={title}>
      <Labelled name={label} wide>
        <input
          className="field num"
          autoComplete="off"
          maxLength={40}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </Labelled>
      {children}
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !number}>
          <Icon name="link" />
          {title}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <p role="status" className="small">
        {none && say.t("console.case.none_of_number")}
      </p>
      <Refused text={verb.refused} />
    </form>
  );
}

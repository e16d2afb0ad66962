/** One child's cash transfer: tranche by tranche with its evidence, who gets the money, what was paid, and the ledger. */
import { cashEnd, Problem } from "@helpline/shared/api";
import type { CashFile } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useCallback } from "react";
import { nameOf } from "../cases/Marks.tsx";
import { Part } from "../directory/parts.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { useMe } from "../session/session.ts";
import { WHY_ENDED } from "./codes.ts";
import { Eligibility } from "./Eligibility.tsx";
import { Grievances } from "./Grievances.tsx";
import { Ledger } from "./Ledger.tsx";
import { taka } from "./money.ts";
import { Payees } from "./Payees.tsx";
import { Payments } from "./Payments.tsx";
import { Reason } from "./Reason.tsx";
import type { NameOf } from "./refusal.ts";
import { ENROLMENT } from "./standing.ts";
import { Tranche } from "./Tranche.tsx";
import { useCashVerb } from "./useCashVerb.ts";
import { fileQuery } from "./verbs.ts";

export type FileProps = {
  file: CashFile;
  /** What criteria and conditions are called. */
  named: NameOf;
  may: { write: boolean; approve: boolean; me: string };
};

export function EnrolmentPage() {
  const { id = "" } = useParams({ strict: false });
  // Another transfer is another page: nothing typed for the last one may linger in it.
  return <Opened key={id} id={id} />;
}

function Opened({ id }: { id: string }) {
  const say = useSay();
  const me = useMe();
  const { data, error } = useQuery(fileQuery(id));
  const scheme = data?.scheme;
  const named = useCallback(
    (code: string) => {
      const all = [...(scheme?.criteria ?? []), ...(scheme?.conditions ?? [])];
      return say.words(all.find((one) => one.code === code)?.name) || code;
    },
    [scheme, say],
  );
  if (error) return <Shut error={error} />;
  if (!data) {
    return (
      <main className="plain-page">
        <p className="mute" role="status">
          {say.t("console.case.opening")}
        </p>
      </main>
    );
  }
  const can = (action: string) => me?.permissions.includes(action) ?? false;
  const may = { write: can("cash.write"), approve: can("cash.approve"), me: me?.id ?? "" };
  return <File file={data} named={named} may={may} />;
}

function Shut({ error }: { error: unknown }) {
  const say = useSay();
  const asked = error instanceof Problem && error.code === "reason_is_needed";
  const caseId = asked && typeof error.facts.case === "string" ? error.facts.case : null;
  return (
    <main className="plain-page">
      <p role="alert">{problemText(error, say)}</p>
      {caseId && (
        <Link to="/cases/$id" params={{ id: caseId }} className="btn primary">
          {say.t("console.cash.say_why_in_case")}
        </Link>
      )}
      <Link to="/cash" className="btn">
        {say.t("console.cash.back")}
      </Link>
    </main>
  );
}

function File(props: FileProps) {
  const say = useSay();
  const { file, named, may } = props;
  const { enrolment: row } = file;
  const { hue, icon } = ENROLMENT[row.state];
  const running = row.state === "applied" || row.state === "enrolled";
  return (
    <main className="paper file case cash-file">
      <div className="file-head">
        <Link to="/cash" className="small quiet-link">
          {say.t("console.cash.back")}
        </Link>
        <h1>
          {say.t("console.cash.one")} <span className="num">{say.n(row.number)}</span>
        </h1>
        <p className="row file-about">
          <Badge hue={hue} icon={icon}>
            {say.word("cash_enrolment", row.state)}
          </Badge>
          <span>{say.words(row.group.name) || row.group.code}</span>
          <Link to="/cases/$id" params={{ id: row.case.id }} className="num">
            {say.n(row.case.number)}
          </Link>
          <span className="fact small">
            <Icon name="user" />
            {nameOf(row.owner, say)}
          </span>
          <span className="num small">
            {say.t("console.cash.paid_of", {
              paid: taka(row.paid_poisha, say),
              all: taka(row.total_poisha, say),
            })}
          </span>
          {row.reason && (
            <span className="small mute">
              {say.word("cash_why", row.reason)}
              {row.words ? ` · ${row.words}` : ""}
            </span>
          )}
        </p>
      </div>
      <div className="file-parts">
        <div>
          {row.state === "applied" && <Eligibility {...props} />}
          {file.tranches.map((one) => (
            <Tranche key={one.no} tranche={one} {...props} />
          ))}
          {row.state !== "applied" && <Eligibility {...props} />}
        </div>
        <div>
          <Payees {...props} />
          <Payments {...props} />
          <Grievances {...props} />
          <Ledger file={file} />
          {may.approve && running && <End file={file} named={named} may={may} />}
        </div>
      </div>
    </main>
  );
}

function End({ file, named }: FileProps) {
  const say = useSay();
  const verb = useCashVerb(named);
  const path = { enrolment_id: file.enrolment.id };
  return (
    <Part title={say.t("console.cash.end_title")}>
      <p className="small mute">{say.t("console.cash.end_note")}</p>
      <Reason
        name={say.t("console.cash.end")}
        icon="x"
        codes={WHY_ENDED}
        family="cash_why"
        busy={verb.busy}
        onPick={(reason, words) => verb.act(() => cashEnd({ path, body: { reason, words } }))}
      />
      <Refused text={verb.refused} />
    </Part>
  );
}

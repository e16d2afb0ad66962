/** The services the child has: begun by a referral, or written down as somebody tells; noted and ended here. */
import { casesEndReceived, casesNoteReceived } from "@helpline/shared/api";
import type { ReceivedRow, ServiceKind } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useCaseVerb } from "../cases/useCase.ts";
import { Options } from "../children/Options.tsx";
import { DateField } from "../dates/DateField.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { SERVICES, servicesQuery } from "../services/verbs.ts";

type Props = { caseId: string; rows: ReceivedRow[]; mayRefer: boolean };

export function Received({ caseId, rows, mayRefer }: Props) {
  const say = useSay();
  const [noting, setNoting] = useState(false);
  return (
    <>
      <h3 className="small mute">{say.t("console.refer.received")}</h3>
      {rows.length === 0 && <p className="small mute">{say.t("console.refer.no_service")}</p>}
      <ul className="file-list">
        {rows.map((row) => (
          <One key={row.id} caseId={caseId} row={row} mayRefer={mayRefer} />
        ))}
      </ul>
      {mayRefer && !noting && (
        <button type="button" className="btn quiet slim" onClick={() => setNoting(true)}>
          <Icon name="pen" />
          {say.t("console.refer.note_service")}
        </button>
      )}
      {mayRefer && noting && <Note caseId={caseId} onDone={() => setNoting(false)} />}
    </>
  );
}

function One({ caseId, row, mayRefer }: Omit<Props, "rows"> & { row: ReceivedRow }) {
  const say = useSay();
  const verb = useCaseVerb();
  const path = { case_id: caseId, received_id: row.id };
  const since = say.t("console.refer.since", { day: say.day(row.since) });
  const until = row.until && say.t("console.refer.until", { day: say.day(row.until) });
  return (
    <li>
      <p className="row service-name">
        <b>{say.word("service", row.service)}</b>
        <span>
          {row.organisation
            ? say.words(row.organisation.name)
            : say.t("console.refer.whose_unknown")}
        </span>
        {row.until && <Badge hue="none">{say.t("console.refer.over")}</Badge>}
      </p>
      <p className="small mute">{[since, until].filter(Boolean).join(" · ")}</p>
      {mayRefer && !row.until && !row.referral && (
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => casesEndReceived({ path }))}
        >
          {say.t("console.refer.end_service")}
        </button>
      )}
      <Refused text={verb.refused} />
    </li>
  );
}

function Note({ caseId, onDone }: { caseId: string; onDone: () => void }) {
  const say = useSay();
  const verb = useCaseVerb();
  const [kind, setKind] = useState<ServiceKind | "">("");
  const [whose, setWhose] = useState("");
  const [since, setSince] = useState<string | null>("");
  const { data } = useQuery({ ...servicesQuery(null, kind), enabled: kind !== "" });
  const known = new Map(data?.items.map(({ organisation }) => [organisation.id, organisation]));
  const lacks = !kind || since === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks || !kind) return;
    void verb.run(async () => {
      const body = {
        service: kind,
        organisation: whose || null,
        since: since ? `${since}:00+06:00` : null,
      };
      await casesNoteReceived({ path: { case_id: caseId }, body });
      onDone();
    });
  };
  return (
    <form
      className="book case-form"
      onSubmit={submit}
      aria-label={say.t("console.refer.note_service")}
    >
      <Labelled name={say.t("console.services.kind")}>
        <Options
          value={kind}
          codes={SERVICES}
          family="service"
          none={say.t("console.child.choose")}
          onPick={(picked) => {
            setKind(picked);
            setWhose("");
          }}
        />
      </Labelled>
      <Labelled name={say.t("console.services.whose")}>
        <select className="field" value={whose} onChange={({ target }) => setWhose(target.value)}>
          <option value="">{say.t("console.refer.whose_unknown")}</option>
          {[...known.values()].map(({ id, name }) => (
            <option key={id} value={id}>
              {say.words(name)}
            </option>
          ))}
        </select>
      </Labelled>
      <DateField
        wide
        of="moment"
        name={say.t("console.refer.since_when")}
        value={since ?? ""}
        onSay={setSince}
      />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="check" />
          {say.t("console.case.save")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

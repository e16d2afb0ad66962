/** New risk after a way home, the episode it began, and whether a centre has taken the child in again. */
import { residenceReadmissionCentres, residenceReadmitChild } from "@helpline/shared/api";
import type { ReintegrationReturnRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { nameOf } from "../cases/Marks.tsx";
import type { PartProps } from "../cases/parts.ts";
import { useCaseVerb } from "../cases/useCase.ts";
import { DateField } from "../dates/DateField.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { Form } from "./Form.tsx";

export function Returns({ opened, row, may }: PartProps) {
  const say = useSay();
  if (opened.returns.length === 0) return null;
  return (
    <>
      <h3 className="small mute">{say.t("console.home.returns")}</h3>
      <ul className="file-list">
        {[...opened.returns].reverse().map((one) => (
          <Return
            key={one.id}
            caseId={row.id}
            one={one}
            readmits={may.readmit && one.case_number === row.number && !one.readmitted_at}
          />
        ))}
      </ul>
    </>
  );
}

function Return({
  caseId,
  one,
  readmits,
}: {
  caseId: string;
  one: ReintegrationReturnRow;
  readmits: boolean;
}) {
  const say = useSay();
  const now = useNow();
  const [taking, setTaking] = useState(false);
  return (
    <li className="edge st danger">
      <p>
        <b>{say.word("why_at_risk", one.reason)}</b>{" "}
        <span className="small mute">
          {say.t("console.case.episode", { n: one.episode })} ·{" "}
          <span className="num">{say.dayOrClock(one.reported_at, now)}</span> ·{" "}
          {nameOf(one.reported_by, say)}
        </span>
      </p>
      {one.words && <p className="small case-words">{one.words}</p>}
      {one.centre && one.readmitted_at && (
        <p className="small">
          <Icon name="home" />{" "}
          {say.t("console.home.readmitted", {
            centre: say.words(one.centre),
            day: say.day(one.readmitted_at),
          })}
        </p>
      )}
      {readmits && !taking && (
        <button type="button" className="btn slim" onClick={() => setTaking(true)}>
          {say.t("console.home.readmit")}
        </button>
      )}
      {readmits && taking && (
        <ReadmitForm caseId={caseId} one={one} onDone={() => setTaking(false)} />
      )}
    </li>
  );
}

type Props = { caseId: string; one: ReintegrationReturnRow; onDone: () => void };

function ReadmitForm({ caseId, one, onDone }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const [centre, setCentre] = useState("");
  const [at, setAt] = useState<string | null>("");
  const { data } = useQuery({
    queryKey: ["readmission-centres"],
    queryFn: ({ signal }) => residenceReadmissionCentres({ signal }),
  });
  const send = () =>
    void verb.run(async () => {
      const path = { case_id: caseId, return_id: one.id };
      await residenceReadmitChild({ path, body: { centre, at: at ? `${at}:00+06:00` : null } });
      onDone();
    });
  return (
    <Form
      title={say.t("console.home.readmit")}
      does={say.t("console.home.readmit")}
      busy={verb.busy}
      lacks={!centre || at === null}
      refused={verb.refused}
      onSend={send}
      onLeave={onDone}
    >
      <Labelled name={say.t("console.home.centre")} wide>
        <select className="field" value={centre} onChange={({ target }) => setCentre(target.value)}>
          <option value="">{say.t("console.child.choose")}</option>
          {data?.items.map((known) => (
            <option key={known.id} value={known.id}>
              {known.free === null
                ? say.words(known.name)
                : say.t("console.home.centre_free", { name: say.words(known.name), n: known.free })}
            </option>
          ))}
        </select>
      </Labelled>
      <DateField
        wide
        of="moment"
        name={say.t("console.case.when")}
        value={at ?? ""}
        onSay={setAt}
      />
    </Form>
  );
}

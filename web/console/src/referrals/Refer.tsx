/** Asks an organisation for a service, or to take the case on: choose, see what is told, say what is needed, send. */
import { casesRefer } from "@helpline/shared/api";
import type { CaseRow, Despite, HandOver, ReferralLaw, ServiceRow } from "@helpline/shared/types";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { useCaseVerb } from "../cases/useCase.ts";
import { Options } from "../children/Options.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { Service } from "../services/Service.tsx";
import { Before } from "./Before.tsx";
import { ConsentForm } from "./ConsentForm.tsx";
import { checkQuery, DESPITE, HAND_OVERS, LAWS } from "./caseVerbs.ts";
import { ServiceChoice } from "./ServiceChoice.tsx";

type Props = { row: CaseRow; stamp: number; onDone: () => void };

export function Refer({ row, stamp, onDone }: Props) {
  const say = useSay();
  const [what, setWhat] = useState<HandOver>("referral");
  const [service, setService] = useState<ServiceRow | null>(null);
  return (
    <section className="refer" aria-label={say.t("console.refer.begin")}>
      <Labelled name={say.t("console.refer.what")} wide>
        <Options value={what} codes={HAND_OVERS} family="hand_over" onPick={setWhat} />
      </Labelled>
      {service ? (
        <>
          <div className="refer-chosen">
            <Service row={service} />
            <button type="button" className="btn quiet slim" onClick={() => setService(null)}>
              {say.t("console.refer.choose_another")}
            </button>
          </div>
          <Chosen
            key={`${service.id} ${what}`}
            row={row}
            stamp={stamp}
            what={what}
            service={service}
            onDone={onDone}
          />
        </>
      ) : (
        <ServiceChoice place={row.place} onPick={setService} />
      )}
      <button type="button" className="btn quiet slim" onClick={onDone}>
        {say.t("console.refer.leave")}
      </button>
    </section>
  );
}

type ChosenProps = Props & { what: HandOver; service: ServiceRow };

function Chosen({ row, stamp, what, service, onDone }: ChosenProps) {
  const say = useSay();
  const asked = checkQuery(row.id, service.id, what, stamp);
  const { data } = useQuery({ ...asked, placeholderData: keepPreviousData });
  const [asking, setAsking] = useState(false);
  if (!data) {
    return (
      <p className="small mute" role="status">
        {say.t("console.refer.checking")}
      </p>
    );
  }
  const shut = () => setAsking(false);
  return (
    <>
      <Before check={data} />
      {asking ? (
        <ConsentForm caseId={row.id} service={service} onDone={shut} onLeave={shut} />
      ) : (
        <button type="button" className="btn slim" onClick={() => setAsking(true)}>
          <Icon name="pen" />
          {say.t("console.refer.do_consent")}
        </button>
      )}
      <Send
        caseId={row.id}
        service={service.id}
        what={what}
        consented={data.consent === "given"}
        doubtful={data.misfits.length > 0 || data.duplicates.length > 0}
        onDone={onDone}
      />
    </>
  );
}

type SendProps = {
  caseId: string;
  service: string;
  what: HandOver;
  consented: boolean;
  doubtful: boolean;
  onDone: () => void;
};

function Send({ caseId, service, what, consented, doubtful, onDone }: SendProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const [needs, setNeeds] = useState("");
  const [law, setLaw] = useState<ReferralLaw | "">("");
  const [why, setWhy] = useState("");
  const [despite, setDespite] = useState<Despite | "">("");
  const unfounded = !consented && (!law || !why.trim());
  const lacks = !needs.trim() || unfounded || (doubtful && !despite);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    void verb.run(async () => {
      const body = {
        service,
        what,
        needs: needs.trim(),
        law: consented ? null : law || null,
        why: consented ? null : why.trim() || null,
        despite: doubtful ? despite || null : null,
      };
      await casesRefer({ path: { case_id: caseId }, body });
      onDone();
    });
  };
  const choose = say.t("console.child.choose");
  return (
    <form className="book case-form" onSubmit={submit} aria-label={say.t("console.refer.send")}>
      {!consented && (
        <>
          <Labelled name={say.t("console.refer.law")} wide>
            <Options
              value={law}
              codes={LAWS}
              family="consent_law"
              none={say.t("console.refer.no_law")}
              onPick={setLaw}
            />
          </Labelled>
          {law && (
            <Words max={2000} name={say.t("console.refer.why_law")} value={why} onText={setWhy} />
          )}
        </>
      )}
      {doubtful && (
        <Labelled name={say.t("console.refer.despite")} wide>
          <Options
            value={despite}
            codes={DESPITE}
            family="despite"
            none={choose}
            onPick={setDespite}
          />
        </Labelled>
      )}
      <Words max={2000} name={say.t("console.refer.needs")} value={needs} onText={setNeeds} />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="go" />
          {say.t("console.refer.send")}
        </button>
        {unfounded && <span className="small mute">{say.t("console.refer.consent_first")}</span>}
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** Opens a case: from a ticket, or from what was reported without a call; whoever opens it owns it until another accepts. */
import { casesOpenCase } from "@helpline/shared/api";
import type { CaseRisk, CaseRow, RiskBasis } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { PlaceField } from "../clock/PlaceField.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { BASES, RISKS } from "./codes.ts";
import { PersonPick, Several, Words } from "./Fields.tsx";
import { useCaseVerb } from "./useCase.ts";

const CHANNELS = [
  "walk_in",
  "letter",
  "partner",
  "line_999",
  "line_109",
  "outreach",
  "institution",
] as const;

type Props = {
  /** The ticket it is opened from; without one, how it was reported is asked for. */
  incident?: string;
  onOpened: (row: CaseRow) => void;
  onLeave: () => void;
};

export function OpenCase({ incident, onOpened, onLeave }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>("walk_in");
  const [place, setPlace] = useState<string | null>(null);
  const [another, setAnother] = useState(false);
  const [to, setTo] = useState("");
  const [supervisor, setSupervisor] = useState("");
  const [risk, setRisk] = useState<CaseRisk | "">("");
  const [basis, setBasis] = useState<RiskBasis[]>([]);
  const [why, setWhy] = useState("");
  const lacks = risk !== "" && basis.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    void verb.run(async () => {
      const from = incident ? { incident, another_child: another } : { channel, place };
      const rated = risk ? { risk, basis, why: why.trim() || null } : {};
      const people = { assign_to: to || null, supervisor: supervisor || null };
      onOpened(await casesOpenCase({ body: { ...from, ...rated, ...people } }));
    });
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={say.t("console.case.open")}>
      {!incident && (
        <>
          <Labelled name={say.t("console.case.reported_by")}>
            <Options value={channel} codes={CHANNELS} family="case_channel" onPick={setChannel} />
          </Labelled>
          <PlaceField label={say.t("console.case.place")} onPick={setPlace} />
        </>
      )}
      <PersonPick
        name={say.t("console.case.assign_to")}
        none={say.t("console.case.myself")}
        value={to}
        onPick={setTo}
      />
      <PersonPick
        supervisors
        name={say.t("console.case.supervisor")}
        none={say.t("console.case.nobody_yet")}
        value={supervisor}
        onPick={setSupervisor}
      />
      <Labelled name={say.t("console.case.risk")}>
        <Options
          value={risk}
          codes={RISKS}
          family="case_risk"
          none={say.word("case_risk", "unknown")}
          onPick={setRisk}
        />
      </Labelled>
      {risk && (
        <>
          <Several
            name={say.t("console.case.basis")}
            codes={BASES}
            family="case_basis"
            chosen={basis}
            onPick={setBasis}
          />
          <Words name={say.t("console.case.why")} value={why} onText={setWhy} />
        </>
      )}
      {incident && (
        <label className="row small whole">
          <input
            type="checkbox"
            checked={another}
            onChange={({ target }) => setAnother(target.checked)}
          />
          {say.t("console.case.another_child")}
        </label>
      )}
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="check" />
          {say.t("console.case.open")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
        {lacks && <span className="small mute">{say.t("console.case.basis_needed")}</span>}
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** The cases somebody works on or oversees: late first, with whom each waits, narrowed by step, risk and worker. */
import type { CaseRisk, CaseRow, CaseStep, CasesAsked } from "@helpline/shared/types";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { OwedNotice } from "../boards/OwedNotice.tsx";
import { Options } from "../children/Options.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { CaseLine } from "./CaseLine.tsx";
import { RISKS, STEPS } from "./codes.ts";
import { PersonPick } from "./Fields.tsx";
import { OpenCase } from "./OpenCase.tsx";
import { useInitials } from "./queries.ts";
import { useCases } from "./useCases.ts";

const SHOWN = ["open", "late", "closed"] as const;
type Shown = (typeof SHOWN)[number];
/** The server gives no more at once. */
const MOST = 200;

export function CasesPage() {
  const say = useSay();
  const navigate = useNavigate();
  const me = useMe();
  const oversees = me?.role === "supervisor" || me?.role === "administrator";
  const [mine, setMine] = useState(false);
  const [shown, setShown] = useState<Shown>("open");
  const [risk, setRisk] = useState<CaseRisk | "unknown" | "">("");
  const [step, setStep] = useState<CaseStep | "">("");
  const [owner, setOwner] = useState("");
  const [opening, setOpening] = useState(false);
  const asked: CasesAsked = {
    state: shown === "closed" ? "closed" : "open",
    ...(mine && { mine }),
    ...(shown === "late" && { late: true }),
    ...(risk && { risk }),
    ...(owner && { owner }),
  };
  const { rows, known, refused } = useCases(asked);
  const fits = (row: CaseRow) => !step || row.step === step;
  const narrowed = Boolean(risk || step || owner || mine) || shown !== "open";
  return (
    <main className="paper cases">
      <div className="paper-head">
        <h1>{say.t(oversees ? "console.cases.title" : "console.cases.mine")}</h1>
        {me?.permissions.includes("cases.start") && !opening && (
          <button type="button" className="btn slim" onClick={() => setOpening(true)}>
            <Icon name="pen" />
            {say.t("console.cases.new")}
          </button>
        )}
        <fieldset className="seg" aria-label={say.t("console.cases.shown")}>
          {SHOWN.map((code) => (
            <button
              key={code}
              type="button"
              aria-pressed={shown === code}
              onClick={() => setShown(code)}
            >
              {say.t(`console.cases.shown_${code}`)}
            </button>
          ))}
        </fieldset>
      </div>
      {me?.role === "worker" && <OwedNotice to="/committees/decisions" />}
      {opening && (
        <OpenCase
          onOpened={({ id }) => void navigate({ to: "/cases/$id", params: { id } })}
          onLeave={() => setOpening(false)}
        />
      )}
      <search className="book find">
        <Labelled name={say.t("console.case.risk")}>
          <Options
            value={risk}
            codes={[...RISKS, "unknown"]}
            family="case_risk"
            none={say.t("console.cases.any")}
            onPick={setRisk}
          />
        </Labelled>
        <Labelled name={say.t("console.case.step")}>
          <Options
            value={step}
            codes={STEPS}
            family="case_step"
            none={say.t("console.cases.any")}
            onPick={setStep}
          />
        </Labelled>
        {oversees && (
          <>
            <PersonPick
              name={say.t("console.case.owner")}
              none={say.t("console.cases.anybody")}
              value={owner}
              onPick={setOwner}
            />
            <label className="row small case-mine">
              <input
                type="checkbox"
                checked={mine}
                onChange={({ target }) => setMine(target.checked)}
              />
              {say.t("console.cases.only_mine")}
            </label>
          </>
        )}
      </search>
      <Refused text={refused} />
      {known && <List rows={rows.filter(fits)} narrowed={narrowed} all={rows.length} />}
      {!known && !refused && (
        <p className="mute" role="status">
          {say.t("console.case.opening")}
        </p>
      )}
    </main>
  );
}

type ListProps = { rows: CaseRow[]; narrowed: boolean; all: number };

function List({ rows, narrowed, all }: ListProps) {
  const say = useSay();
  const initials = useInitials();
  const empty = narrowed ? "console.cases.none_like_this" : "console.cases.none";
  return (
    <section aria-label={say.t("console.cases.list")}>
      <p className="group mute" role="status">
        {rows.length === 0 ? say.t(empty) : say.t("console.cases.n", { n: rows.length })}
        {all >= MOST && ` · ${say.t("console.cases.most", { n: MOST })}`}
      </p>
      <ul className="entries">
        {rows.map((row) => (
          <CaseLine key={row.id} row={row} initials={initials.get(row.id) ?? null} />
        ))}
      </ul>
    </section>
  );
}

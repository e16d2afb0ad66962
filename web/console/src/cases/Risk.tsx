/** The risk of a case: the last word with its reasons, who may lower it, every word before, and the form for a new one. */
import { casesRate } from "@helpline/shared/api";
import type { CaseRisk, RatingRow, RiskBasis } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { BASES, RISKS } from "./codes.ts";
import { Several, Words } from "./Fields.tsx";
import { nameOf, RiskBadge } from "./Marks.tsx";
import type { PartProps } from "./parts.ts";
import { useCaseVerb } from "./useCase.ts";

export function RiskPart({ opened, row, may }: PartProps) {
  const say = useSay();
  const [rating, setRating] = useState(false);
  const [last, ...before] = [...opened.ratings].reverse();
  const counts = last && row.risk && last.episode === row.episode ? last : null;
  const wasHigh = (row.risk ?? last?.risk) === "high";
  const earlier = counts ? before : [...opened.ratings].reverse();
  return (
    <Part title={say.t("console.case.risk")}>
      <p>
        <RiskBadge risk={row.risk} />
      </p>
      {counts ? (
        <Rated one={counts} />
      ) : (
        <p className="small mute">{say.t("console.case.risk_unknown_counts")}</p>
      )}
      {wasHigh && (
        <p className="small mute">
          {say.t(may.approve ? "console.case.you_lower" : "console.case.supervisor_lowers")}
        </p>
      )}
      {may.write && !rating && (
        <button type="button" className="btn slim" onClick={() => setRating(true)}>
          <Icon name="pen" />
          {say.t("console.case.rate")}
        </button>
      )}
      {may.write && rating && (
        <Rate
          caseId={row.id}
          now={row.risk}
          wasHigh={wasHigh}
          mayLower={may.approve}
          onDone={() => setRating(false)}
        />
      )}
      {earlier.length > 0 && (
        <details className="why case-earlier">
          <summary className="small">
            {say.t("console.case.earlier_ratings", { n: earlier.length })}
          </summary>
          <ul className="file-list">
            {earlier.map((one) => (
              <li key={one.id}>
                <RiskBadge risk={one.risk} />
                <Rated one={one} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Part>
  );
}

function Rated({ one }: { one: RatingRow }) {
  const say = useSay();
  const now = useNow();
  return (
    <>
      <p className="small">{one.basis.map((code) => say.word("case_basis", code)).join(" · ")}</p>
      {one.why && <p className="small case-words">{one.why}</p>}
      <p className="small mute">
        {one.rated_by ? nameOf(one.rated_by, say) : say.t("console.case.by_system")} ·{" "}
        <span className="num">{say.dayOrClock(one.rated_at, now)}</span>
      </p>
    </>
  );
}

type Props = {
  caseId: string;
  now: CaseRisk | null;
  /** It is high, or was when the last episode ended. */
  wasHigh: boolean;
  mayLower: boolean;
  onDone: () => void;
};

function Rate({ caseId, now, wasHigh, mayLower, onDone }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  // Whoever may not lower is not offered to: the reason stands above.
  const offered = wasHigh && !mayLower ? RISKS.slice(0, 1) : RISKS;
  const [risk, setRisk] = useState<CaseRisk>(now ?? "high");
  const [basis, setBasis] = useState<RiskBasis[]>([]);
  const [why, setWhy] = useState("");
  const lowers = wasHigh && risk !== "high";
  const lacks = basis.length === 0 || (lowers && !why.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    void verb.run(async () => {
      const body = { risk, basis, why: why.trim() || null };
      await casesRate({ path: { case_id: caseId }, body });
      onDone();
    });
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={say.t("console.case.rate")}>
      <Labelled name={say.t("console.case.risk")} wide>
        <Options value={risk} codes={offered} family="case_risk" onPick={setRisk} />
      </Labelled>
      <Several
        name={say.t("console.case.basis")}
        codes={BASES}
        family="case_basis"
        chosen={basis}
        onPick={setBasis}
      />
      <Words
        name={say.t(lowers ? "console.case.why_lower" : "console.case.why")}
        value={why}
        onText={setWhy}
      />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="check" />
          {say.t("console.case.rate")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
        {lacks && (
          <span className="small mute">
            {say.t(basis.length === 0 ? "console.case.basis_needed" : "console.case.why_needed")}
          </span>
        )}
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

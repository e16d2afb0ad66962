/** Who said yes or no, to whom, for what; a word is withdrawn, never changed. */
import { casesWithdrawConsent } from "@helpline/shared/api";
import type { ConsentRow } from "@helpline/shared/types";
import { nameOf } from "../cases/Marks.tsx";
import { useCaseVerb } from "../cases/useCase.ts";
import { useTwice } from "../keys/useTwice.ts";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { partsText } from "./Sent.tsx";

type Props = { caseId: string; rows: ConsentRow[]; mayRefer: boolean };

export function Consents({ caseId, rows, mayRefer }: Props) {
  const say = useSay();
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className="small mute">{say.t("console.refer.consents")}</h3>
      <ul className="file-list">
        {rows.map((row) => (
          <Consent key={row.id} caseId={caseId} row={row} mayRefer={mayRefer} />
        ))}
      </ul>
    </>
  );
}

function Consent({ caseId, row, mayRefer }: Omit<Props, "rows"> & { row: ConsentRow }) {
  const say = useSay();
  const now = useNow();
  const given = row.answer === "given";
  const facts = [
    `${say.words(row.organisation.name)}, ${say.word("service", row.service)}`,
    row.child_assents === false && row.giver !== "child" && say.t("console.refer.child_says_no"),
    `${nameOf(row.taken_by, say)}, ${say.dayOrClock(row.taken_at, now)}`,
  ];
  return (
    <li>
      <p className="row service-name">
        <b>{say.word("consent_giver", row.giver)}</b>
        {row.withdrawn_at ? (
          <StateWord hue="none" icon="x">
            {say.t("console.refer.withdrawn", { time: say.dayOrClock(row.withdrawn_at, now) })}
          </StateWord>
        ) : (
          <StateWord hue={given ? "safe" : "danger"} icon={given ? "check" : "x"}>
            {say.word("consent_answer", row.answer)}
          </StateWord>
        )}
      </p>
      <p className="small mute">{facts.filter(Boolean).join(" · ")}</p>
      {row.withheld.length > 0 && (
        <p className="small">
          {say.t("console.refer.withheld", { parts: partsText(row.withheld, say) })}
        </p>
      )}
      {row.words && <p className="small case-words">{row.words}</p>}
      {mayRefer && !row.withdrawn_at && <Withdraw caseId={caseId} consent={row.id} />}
    </li>
  );
}

/** Pressed twice: what rests on it and is unanswered is called off at once. */
function Withdraw({ caseId, consent }: { caseId: string; consent: string }) {
  const say = useSay();
  const verb = useCaseVerb();
  const path = { case_id: caseId, consent_id: consent };
  const withdraw = useTwice(() => void verb.run(() => casesWithdrawConsent({ path })));
  return (
    <>
      <button
        type="button"
        className={withdraw.armed ? "btn danger slim" : "btn quiet slim"}
        aria-disabled={verb.busy}
        onClick={withdraw.press}
      >
        {say.t(withdraw.armed ? "console.refer.withdraw_again" : "console.refer.withdraw")}
      </button>
      <Refused text={verb.refused} />
    </>
  );
}

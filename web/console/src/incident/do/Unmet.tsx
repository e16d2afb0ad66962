/** Nobody could be asked to go: why, what supervisors know of it, and the verbs that end it. */
import type { StandDownReason, UnmetRow } from "@helpline/shared/types";
import { useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { OneOf } from "../../parts/OneOf.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { type Say, useSay } from "../../say/useSay.ts";
import { useMe } from "../../session/session.ts";
import { useVerb } from "../useVerb.ts";
import { standDownUnmet, takeUnmet } from "../verbs.ts";
import { STAND_DOWN } from "./DispatchCard.tsx";

/** So many reasons are told; the rest stands beside the names on the list. */
const MOST = 4;
/** Whoever answers for other areas is not missed here. */
const ELSEWHERE = "no_coverage";

export function UnmetCard({ row, readOnly }: { row: UnmetRow; readOnly: boolean }) {
  const say = useSay();
  return (
    <div className="dispatch">
      <div className={`notice next st ${row.in_charge ? "waiting" : "overdue"}`} role="status">
        <Icon name={row.in_charge ? "hand" : "late"} />
        <span className="grow small">
          <b>
            {say.t("console.unmet.title")}
            {row.agency && ` · ${say.t(`agency.${row.agency}`)}`}
          </b>
          <br />
          {whyWords(row, say)}
          <br />
          {toldWords(row, say)}
        </span>
      </div>
      {!readOnly && <UnmetVerbs row={row} />}
    </div>
  );
}

/** When somebody was wished for, and why nobody could be asked, counted. */
export function whyWords({ agency, reasons, wished_at }: UnmetRow, say: Say): string {
  const here = reasons.filter(({ code }) => code !== ELSEWHERE);
  const family = agency ? "why_agency" : "why_responder";
  const why = (here.length > 0 ? here : reasons).slice(0, MOST).map(({ code, params }) => {
    const n = Number(params.n);
    return n > 1 ? `${say.word(family, code)} (${say.n(n)})` : say.word(family, code);
  });
  return say.t("console.unmet.why", { at: say.clock(wished_at, true), why: why.join(", ") });
}

/** Who sees to it; else when supervisors were told, and whether any message left; and what comes. */
export function toldWords(row: UnmetRow, say: Say): string {
  const told = toldAt(row, say);
  return row.asks_by_itself ? `${told} ${say.t("console.unmet.by_itself")}` : told;
}

function toldAt(row: UnmetRow, say: Say): string {
  const again = say.t("console.unmet.again", { at: say.clock(row.due_at) });
  if (row.in_charge && row.in_charge_at) {
    const name = say.words(row.in_charge);
    return `${say.t("console.do.in_charge", { name, at: say.clock(row.in_charge_at, true) })}.`;
  }
  if (row.people === 0) return `${say.t("console.unmet.board_alone")} ${again}`;
  const at = say.clock(row.told_at, true);
  const told =
    row.times > 1
      ? say.t("console.unmet.told_again", { n: row.times, at })
      : say.t("console.unmet.told", { at });
  return `${told} ${again}`;
}

/** A supervisor takes charge; whoever the ticket is with says that nobody need go. */
export function UnmetVerbs({ row }: { row: UnmetRow }) {
  const say = useSay();
  const verb = useVerb();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const end = (reason: StandDownReason) => void verb.run(() => standDownUnmet(row.id, reason));
  if (asking) {
    return (
      <>
        <OneOf
          title={say.t("console.do.why_stand_down")}
          codes={STAND_DOWN}
          family="stand_down"
          onPick={end}
          onLeave={() => setAsking(false)}
        />
        <Refused text={verb.refused} />
      </>
    );
  }
  return (
    <div className="row">
      {me?.role === "supervisor" && !row.in_charge && (
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => takeUnmet(row.id))}
        >
          <Icon name="hand" />
          {say.t("console.do.take_charge")}
        </button>
      )}
      <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
        <Icon name="x" />
        {say.t("console.unmet.not_needed")}
      </button>
      <Refused text={verb.refused} />
    </div>
  );
}

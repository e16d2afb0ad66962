/** Work after a call that was left for a break or for another call: it stays until it is done. */
import type { CallRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useVerb } from "../incident/useVerb.ts";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { SilenceKind } from "../silent/SilenceKind.tsx";

/** `rows`: calls in wrap-up beside the one in hand. Absent while there are none. */
export function Unsaid({ rows }: { rows: CallRow[] }) {
  const say = useSay();
  if (rows.length === 0) return null;
  return (
    <section className="backs" aria-label={say.t("console.unsaid.title")}>
      <h2 className="group">
        <b>{say.t("console.unsaid.title")}</b>
        <span className="num">{say.n(rows.length)}</span>
      </h2>
      <ul>
        {rows.map((call) => (
          <li key={call.id} className="edge st wrapup">
            <Link to="/incidents/$id" params={{ id: call.incident_id }} className="work-link">
              <span className="num">{say.n(call.number)}</span>
            </Link>
            {call.interview && !call.interview.disposition && <WhatItWas call={call} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function WhatItWas({ call }: { call: CallRow }) {
  const verb = useVerb();
  return (
    <>
      <SilenceKind call={call} verb={verb} />
      <Refused text={verb.refused} />
    </>
  );
}

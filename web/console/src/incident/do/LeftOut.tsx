/** Who was left out and why; folded, since it is looked at only when somebody is missed. */
import type { Responder } from "@helpline/shared/types";
import { reasonText } from "../../say/reason.ts";
import { useSay } from "../../say/useSay.ts";
import { useLabels } from "../useCategories.ts";
import { AskAgain, Exclude } from "./Exclude.tsx";

type Props = { incidentId: string; rows: Responder[]; choice: Responder | undefined };

export function LeftOut({ incidentId, rows, choice }: Props) {
  const say = useSay();
  const labelOf = useLabels();
  if (rows.length === 0 && !choice) return <span className="grow" />;
  return (
    <details className="left-out small grow">
      <summary className="mute">{say.t("console.do.left_out", { n: rows.length })}</summary>
      <ul>
        {rows.map((one) => (
          <li key={one.id}>
            {say.words(one.name)}
            <span className="mute">
              {" · "}
              {one.reasons.map((r) => reasonText("why_responder", r, say, labelOf)).join("; ")}
            </span>
            {one.reasons.some(({ code }) => code === "excluded_conflict") && (
              <AskAgain incidentId={incidentId} one={one} />
            )}
          </li>
        ))}
      </ul>
      {choice && <Exclude key={choice.id} incidentId={incidentId} one={choice} />}
    </details>
  );
}

/** Who was left out and why; folded, since it is looked at only when somebody is missed. */
import type { Responder } from "@helpline/shared/types";
import { reasonText } from "../../say/reason.ts";
import { type Say, useSay } from "../../say/useSay.ts";
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
              {one.way && ` · ${wayText(one.way, say)}`}
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

/** How a centre that takes no child directly can come to take it, and who brings it there. */
function wayText({ code, ask }: NonNullable<Responder["way"]>, say: Say): string {
  const way = say.t(`console.way.${code}`);
  return ask ? `${way} (${say.words(ask.name)}, ${say.words(ask.role)})` : way;
}

/** How urgent: what is set, what is suggested and why; the person decides. */
import type { IncidentRow, Urgency } from "@helpline/shared/types";
import { Chips } from "../../parts/Chips.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { Badge } from "../../parts/status.tsx";
import { phrase } from "../../say/phrase.ts";
import { reasonText } from "../../say/reason.ts";
import { useSay } from "../../say/useSay.ts";
import { useLabels } from "../useCategories.ts";
import { useReadOnly } from "../useDraft.ts";
import { useVerb } from "../useVerb.ts";
import { setUrgency } from "../verbs.ts";

const ALL: readonly Urgency[] = ["P1", "P2", "P3"];

export function UrgencyBlock({ incident }: { incident: IncidentRow }) {
  const say = useSay();
  const verb = useVerb();
  const readOnly = useReadOnly();
  const labelOf = useLabels();
  const { urgency, suggestion, urgency_source: source } = incident;
  const why = suggestion?.reasons.map((reason) => reasonText("why_urgency", reason, say, labelOf));
  return (
    <div className="blk urgency">
      <div className="row urgency-row">
        <b>{say.t("console.urgency.title")}</b>
        <Chips
          label={say.t("console.urgency.title")}
          choices={ALL.map((code) => ({ code, label: say.word("urgency", code) }))}
          chosen={urgency ? [urgency] : []}
          disabled={readOnly}
          onChange={([code]) =>
            code &&
            code !== urgency &&
            void verb.run(() => setUrgency(incident.id, code as Urgency))
          }
        />
      </div>
      {suggestion && (
        <p className="small urgency-why">
          <Badge hue={suggestion.urgency === "P1" ? "danger" : "info"} icon="up">
            {say.t("console.urgency.suggests", { urgency: suggestion.urgency })}
          </Badge>{" "}
          <span className="urgency-reasons">{phrase(why ?? [], say.lang)}</span>
        </p>
      )}
      {urgency && source && <p className="mute small">{say.word("urgency_source", source)}</p>}
      <Refused text={verb.refused} />
    </div>
  );
}

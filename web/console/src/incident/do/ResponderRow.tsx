/** One person or centre that could go: role, distance with its basis, load, and why ranked there. */
import type { DispatchRow, Responder, StepState } from "@helpline/shared/types";
import { Badge } from "../../parts/status.tsx";
import { reasonText } from "../../say/reason.ts";
import { type Say, useSay } from "../../say/useSay.ts";
import { useLabels } from "../useCategories.ts";

type Asked = Extract<StepState, "alerted" | "accepted"> | null;

/** Whether somebody on the list has been asked already and still counts. */
export function askedState(one: Responder, dispatches: DispatchRow[]): Asked {
  const states = dispatches
    .filter(({ state }) => state !== "stood_down" && state !== "done")
    .flatMap((row) => row.steps.map((step) => ({ row, step })))
    .filter(({ step }) => step.responder.id === one.id);
  if (states.some(({ step }) => step.state === "accepted")) return "accepted";
  const waits = states.some(
    ({ row, step }) => row.state === "alerting" && step.state === "alerted",
  );
  return waits ? "alerted" : null;
}

export function ResponderRow({ one, asked }: { one: Responder; asked: Asked }) {
  const say = useSay();
  const labelOf = useLabels();
  // The distance stands in the line above, with its basis.
  const reasons = one.reasons
    .filter(({ code }) => code !== "distance" && code !== "distance_unknown")
    .map((reason) => reasonText("why_responder", reason, say, labelOf));
  return (
    <>
      <b className="rank num">{one.rank === null ? "" : say.n(one.rank)}</b>
      <span className="who">
        <span className="row">
          <b>{say.words(one.name)}</b>
          {asked === "alerted" && (
            <span className="end">
              <Badge hue="waiting" icon="hour">
                {say.word("dispatch", "alerting")}
              </Badge>
            </span>
          )}
          {asked === "accepted" && (
            <span className="end">
              <Badge hue="info" icon="check">
                {say.word("dispatch", "accepted")}
              </Badge>
            </span>
          )}
        </span>
        <span>
          {say.words(one.role)} · {distance(one, say)}
        </span>
        <span className="mute">{reasons.join("; ")}</span>
      </span>
    </>
  );
}

/** "2.1 km, from the office"; never a bare number. */
export function distance({ distance_km: km, distance_basis: basis }: Responder, say: Say): string {
  if (km === null) return say.t("console.do.distance_unknown");
  const length = say.t("common.km", { km: say.km(km) });
  return basis
    ? `${length}, ${say.word("distance_basis", basis.replace(/[^a-z]+/g, "_").replace(/_$/, ""))}`
    : length;
}

/** One person or centre that could go: role, distance with its basis, load, and why ranked there. */
import type { Responder } from "@helpline/shared/types";
import { reasonText } from "../../say/reason.ts";
import { type Say, useSay } from "../../say/useSay.ts";
import { useLabels } from "../useCategories.ts";

export function ResponderRow({ one }: { one: Responder }) {
  const say = useSay();
  const labelOf = useLabels();
  const reasons = one.reasons.map((reason) => reasonText("why_responder", reason, say, labelOf));
  return (
    <>
      <b className="rank num">{one.rank === null ? "" : say.n(one.rank)}</b>
      <span className="who">
        <b>{say.words(one.name)}</b>
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

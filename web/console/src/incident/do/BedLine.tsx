/** The bed of a centre that accepted: held until when, the child in it, or given up. */
import type { Bed } from "@helpline/shared/types";
import { StateWord } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";

export function BedLine({ bed }: { bed: Bed | null }) {
  const say = useSay();
  if (!bed) return null;
  const until = bed.until ? say.clock(bed.until) : "";
  const [hue, icon] = bed.ran_out ? LOST : LOOK[bed.state];
  return (
    <p className="row small">
      <StateWord hue={hue} icon={icon}>
        {bed.ran_out ? say.t("console.bed.ran_out") : say.t(`console.bed.${bed.state}`, { until })}
      </StateWord>
      {!bed.counted && <span className="mute">{say.t("console.bed.uncounted")}</span>}
    </p>
  );
}

const LOST = ["overdue", "late"] as const;
const LOOK = {
  held: ["info", "home"],
  arrived: ["safe", "home"],
  released: ["none", "x"],
} as const;

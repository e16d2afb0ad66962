/** What can be done with one bed: out of use and back, or the child who sleeps in it. */
import type { BedBoardRow, BedRow, StayRow } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { StayPanel } from "./StayPanel.tsx";
import { putBack, takeOut } from "./verbs.ts";

const REASONS = ["repair", "cleaning", "infection", "other"] as const;

type Props = { bed: BedRow; board: BedBoardRow; stay: StayRow | undefined };

export function BedPanel({ bed, board, stay }: Props) {
  const say = useSay();
  if (stay) return <StayPanel stay={stay} board={board} />;
  return (
    <div className="bed-panel">
      {bed.state === "held" && <p className="mute small">{say.t("console.centre.held_note")}</p>}
      {bed.state === "free" && <TakeOut bed={bed} />}
      {bed.state === "out" && <PutBack bed={bed} />}
    </div>
  );
}

function TakeOut({ bed }: { bed: BedRow }) {
  const say = useSay();
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  return (
    <>
      {asking ? (
        <OneOf
          title={say.t("console.centre.why_out")}
          codes={REASONS}
          family="out_of_use"
          onPick={(reason) => void verb.run(() => takeOut(bed.id, reason))}
          onLeave={() => setAsking(false)}
        />
      ) : (
        <button type="button" className="btn" onClick={() => setAsking(true)}>
          {say.t("console.centre.take_out")}
        </button>
      )}
      <Refused text={verb.refused} />
    </>
  );
}

function PutBack({ bed }: { bed: BedRow }) {
  const say = useSay();
  const verb = useVerb();
  return (
    <>
      <button
        type="button"
        className="btn"
        aria-disabled={verb.busy}
        onClick={() => void verb.run(() => putBack(bed.id))}
      >
        {say.t("console.centre.put_back")}
      </button>
      <Refused text={verb.refused} />
    </>
  );
}

/** A child who stays: opened on demand, which is recorded; another bed, and the end of the stay. */
import type { BedBoardRow, Id, LeftReason, StayDetails, StayRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { BedPicker } from "./BedPicker.tsx";
import { leave, move, openStay } from "./verbs.ts";

const REASONS: readonly LeftReason[] = [
  "family",
  "other_centre",
  "hospital",
  "court",
  "grown_up",
  "missing",
  "died",
  "mistake",
  "other",
];

export function StayPanel({ stay, board }: { stay: StayRow; board: BedBoardRow }) {
  const say = useSay();
  const now = useNow();
  const verb = useVerb();
  const [child, setChild] = useState<StayDetails | null>(null);
  const [leaving, setLeaving] = useState(false);
  return (
    <div className="bed-panel">
      <p className="row">
        <b className="num">{say.n(stay.number)}</b>
        <span className="mute small">
          {say.t("console.centre.here_since", { time: say.dayOrClock(stay.arrived_at, now) })}
        </span>
        {stay.over && <Badge hue="overdue">{say.t("console.centre.came_over")}</Badge>}
      </p>
      {child ? (
        <Child child={child} />
      ) : (
        <div className="row">
          <button
            type="button"
            className="btn"
            aria-disabled={verb.busy}
            onClick={() => void verb.run(() => openStay(stay.id)).then(setChild)}
          >
            {say.t("console.centre.who")}
          </button>
          <span className="mute small">{say.t("console.centre.recorded")}</span>
        </div>
      )}
      <p>
        <Link to="/centre/stays/$id" params={{ id: stay.id }} className="quiet-link">
          {say.t("console.care.open_file")}
        </Link>
      </p>
      <OtherBed stay={stay} board={board} verb={verb} sex={child?.child.sex ?? null} />
      {leaving ? (
        <Leaving stay={stay} verb={verb} onLeave={() => setLeaving(false)} />
      ) : (
        <button type="button" className="btn" onClick={() => setLeaving(true)}>
          {say.t("console.centre.leaves")}
        </button>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

function Child({ child: { child, condition, brought_by, items } }: { child: StayDetails }) {
  const say = useSay();
  const rows = [
    ["child", [child.name, child.age && say.n(child.age), say.word("child_sex", child.sex)]],
    ["condition", [say.word("condition", condition)]],
    ["brought_by", [brought_by]],
    ["items", [items]],
  ] as const;
  return (
    <dl className="stay-facts">
      {rows.map(([name, said]) => (
        <div key={name}>
          <dt className="mute small">{say.t(`console.centre.${name}`)}</dt>
          <dd>{said.filter(Boolean).join(" · ") || say.t("console.centre.not_written")}</dd>
        </div>
      ))}
    </dl>
  );
}

type OtherBedProps = { stay: StayRow; board: BedBoardRow; verb: Verb; sex: string | null };

function OtherBed({ stay, board, verb, sex }: OtherBedProps) {
  const say = useSay();
  const [bed, setBed] = useState<Id | null>(null);
  return (
    <div className="other-bed">
      <BedPicker
        board={board}
        sex={sex}
        bed={bed}
        onPick={setBed}
        first={say.t("console.centre.same_bed")}
      />
      {bed && (
        <button
          type="button"
          className="btn"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => move(stay.id, bed))}
        >
          {say.t("console.centre.move")}
        </button>
      )}
    </div>
  );
}

type LeavingProps = { stay: StayRow; verb: Verb; onLeave: () => void };

function Leaving({ stay, verb, onLeave }: LeavingProps) {
  const say = useSay();
  const [to, setTo] = useState("");
  return (
    <div className="leaving">
      <label className="pick small">
        <span className="mute">{say.t("console.centre.left_to")}</span>
        <span className="field with-input">
          <input
            type="text"
            maxLength={300}
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
        </span>
      </label>
      <OneOf
        title={say.t("console.centre.why_left")}
        codes={REASONS}
        family="left"
        onPick={(reason) => void verb.run(() => leave(stay.id, reason, to))}
        onLeave={onLeave}
      />
    </div>
  );
}

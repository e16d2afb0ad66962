/** One house of the bed board: each bed a button with its state, and what can be done with the chosen one. */
import type { BedBoardRow, BedRow, HouseRow, StayRow } from "@helpline/shared/types";
import { useState } from "react";
import { useNow } from "../live/useNow.ts";
import { StateWord } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { BedPanel } from "./BedPanel.tsx";
import { BED_LOOK } from "./beds.ts";

type Props = { house: HouseRow; board: BedBoardRow; stays: StayRow[] };

export function House({ house, board, stays }: Props) {
  const say = useSay();
  const [open, setOpen] = useState<string | null>(null);
  const free = house.beds.filter(({ state }) => state === "free").length;
  const chosen = house.beds.find(({ id }) => id === open);
  return (
    <section className="house" aria-label={say.words(house.name)}>
      <h2 className="group">
        <b>{say.words(house.name)}</b>
        <span>{say.word("takes", house.takes)}</span>
        <span className="mute">{ages(house, say)}</span>
        <span className="end mute">
          {say.t("console.centre.n_free", { n: free, all: house.beds.length })}
        </span>
      </h2>
      <ul className="beds">
        {house.beds.map((bed) => (
          <li key={bed.id}>
            <BedButton
              bed={bed}
              open={bed.id === open}
              onPress={() => setOpen(bed.id === open ? null : bed.id)}
            />
          </li>
        ))}
      </ul>
      {chosen && (
        <BedPanel
          key={`${chosen.id} ${chosen.state}`}
          bed={chosen}
          board={board}
          stay={stays.find(({ id }) => id === chosen.stay_id)}
        />
      )}
    </section>
  );
}

function ages({ age_from, age_to }: HouseRow, say: Say): string {
  if (age_from === null && age_to === null) return "";
  return say.t("console.centre.ages", { from: age_from ?? 0, to: age_to ?? 18 });
}

type ButtonProps = { bed: BedRow; open: boolean; onPress: () => void };

function BedButton({ bed, open, onPress }: ButtonProps) {
  const say = useSay();
  const now = useNow();
  const [hue, icon] = BED_LOOK[bed.state];
  const at = bed.until ?? (bed.state === "taken" ? bed.since : null);
  return (
    <button type="button" className={`bed st ${hue}`} aria-expanded={open} onClick={onPress}>
      <b className="bed-label num">{say.n(bed.label)}</b>
      <StateWord hue={hue} icon={icon}>
        {say.word("bed_state", bed.state)}
      </StateWord>
      <span className="mute small num">
        {at && say.t(`console.centre.bed_${bed.state}`, { time: say.dayOrClock(at, now) })}
        {bed.out_reason && say.word("out_of_use", bed.out_reason)}
      </span>
    </button>
  );
}

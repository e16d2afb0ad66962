/** The free beds by house to choose one from; the first choice leaves it to the server. */
import type { BedBoardRow, Id } from "@helpline/shared/types";
import { useSay } from "../say/useSay.ts";
import { freeBeds } from "./beds.ts";

type Props = {
  board: BedBoardRow;
  /** The child's sex, where it is known: houses for others are left out. */
  sex: string | null;
  bed: Id | null;
  onPick: (bed: Id | null) => void;
  /** What the first choice says: a fitting bed, or the one that is kept. */
  first?: string;
};

export function BedPicker({ board, sex, bed, onPick, first }: Props) {
  const say = useSay();
  const free = freeBeds(board, sex);
  if (free.length === 0) return null;
  return (
    <label className="pick small">
      <span className="mute">{say.t("console.centre.bed")}</span>
      <select
        className="field"
        value={bed ?? ""}
        onChange={(event) => onPick(event.target.value || null)}
      >
        <option value="">{first ?? say.t("console.centre.any_bed")}</option>
        {board.houses.map((house) => {
          const beds = free.filter((one) => one.house.id === house.id);
          return (
            beds.length > 0 && (
              <optgroup
                key={house.id}
                label={`${say.words(house.name)} · ${say.word("takes", house.takes)}`}
              >
                {beds.map(({ bed: { id, label } }) => (
                  <option key={id} value={id}>
                    {say.words(house.name)} {say.n(label)}
                  </option>
                ))}
              </optgroup>
            )
          );
        })}
      </select>
    </label>
  );
}

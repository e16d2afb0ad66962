/** How full a centre is, in words and figures, and what a supervisor allows beyond the seats. */
import type { BedBoardRow } from "@helpline/shared/types";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";

export function Figures({ board }: { board: BedBoardRow }) {
  const say = useSay();
  return (
    <>
      <div className="centre-head">
        <h1>{say.words(board.name)}</h1>
        <dl className="centre-figures">
          <Figure name="free" value={board.free} />
          <Figure name="held" value={board.held} />
          <Figure name="stays" value={board.stays} />
          <Figure name="seats" value={board.seats} />
        </dl>
      </div>
      <Over board={board} />
      <Allowed board={board} />
    </>
  );
}

function Figure({ name, value }: { name: string; value: number | null }) {
  const say = useSay();
  return (
    <div>
      <dt className="mute small">{say.t(`console.centre.figure_${name}`)}</dt>
      <dd className="num">{value === null ? say.t("console.centre.unknown") : say.n(value)}</dd>
    </div>
  );
}

/** More children than there may be: said until a supervisor has given the reason. */
export function Over({ board }: { board: BedBoardRow }) {
  const say = useSay();
  if (board.over === 0) return null;
  return (
    <p className="notice st overdue row" role="status">
      <Icon name="warn" />
      <span>{say.t("console.centre.over", { n: board.over })}</span>
    </p>
  );
}

export function Allowed({ board: { more } }: { board: BedBoardRow }) {
  const say = useSay();
  const now = useNow();
  if (!more) return null;
  return (
    <p className="notice st info row">
      <Icon name="info" />
      <span>
        {say.t("console.centre.allowed", {
          n: more.extra,
          time: say.dayOrClock(more.until, now),
        })}{" "}
        {say.word("more", more.reason)} · {say.words(more.by)}
      </span>
    </p>
  );
}

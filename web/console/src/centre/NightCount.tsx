/** The night's count by a person beside what is written down here; where they differ, both are shown. */
import type { BedBoardRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { countNight } from "./verbs.ts";

export function NightCount({ board }: { board: BedBoardRow }) {
  const say = useSay();
  const verb = useVerb();
  const [typed, setTyped] = useState("");
  const children = whole(typed);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (children === null) return;
    if (await verb.run(() => countNight(board.id, children))) setTyped("");
  };
  return (
    <section className="house" aria-label={say.t("console.centre.night")}>
      <h2 className="group">
        <b>{say.t("console.centre.night")}</b>
      </h2>
      <LastNight board={board} />
      <form className="night" onSubmit={(event) => void send(event)}>
        <label className="pick small">
          <span className="mute">{say.t("console.centre.counted")}</span>
          <span className="field with-input">
            <input
              type="text"
              inputMode="numeric"
              maxLength={4}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </span>
        </label>
        <button type="submit" className="btn" aria-disabled={verb.busy || children === null}>
          {say.t("console.centre.write_count")}
        </button>
      </form>
      <Refused text={verb.refused} />
    </section>
  );
}

export function LastNight({ board: { night } }: { board: BedBoardRow }) {
  const say = useSay();
  const now = useNow();
  if (!night) return <p className="mute small pad">{say.t("console.centre.never_counted")}</p>;
  const said = { n: night.children, time: say.dayOrClock(night.counted_at, now) };
  if (night.children === night.rows) {
    return <p className="small pad">{say.t("console.centre.count_agrees", said)}</p>;
  }
  return (
    <p className="notice st overdue small">
      {say.t("console.centre.count_differs", { ...said, rows: night.rows })} · {say.words(night.by)}
    </p>
  );
}

/** A whole number in either digit set; null for anything else. */
export function whole(typed: string): number | null {
  const latin = typed.trim().replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x09e6));
  return /^\d{1,4}$/.test(latin) && Number(latin) <= 2000 ? Number(latin) : null;
}

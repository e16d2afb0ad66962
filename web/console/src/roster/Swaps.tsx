/** Swaps that wait: what a supervisor may do with each; the shift moves at the approval and not before. */
import type { SwapToSettle } from "@helpline/shared/types";
import { Why } from "../incident/do/Channels.tsx";
import { Icon } from "../parts/Icon.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { NoChannel, useConfirmed } from "./NoChannel.tsx";
import { useRosterChanged, useSwaps, useToldOf } from "./useWeek.ts";
import { confirmSwap, noteYes, refuseSwap } from "./verbs.ts";

/** Absent while none waits. */
export function Swaps() {
  const say = useSay();
  const rows = useSwaps();
  const title = say.t("console.roster.swaps");
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
        <b className="end num">{say.n(rows.length)}</b>
      </h2>
      <ul className="session-list">
        {rows.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row }: { row: SwapToSettle }) {
  const say = useSay();
  const may = useMe()?.permissions.includes("roster.plan");
  const changed = useRosterChanged();
  const confirmed = useConfirmed();
  const agreed = row.state === "accepted";
  const settle = async (work: (confirm: boolean) => Promise<unknown>) => {
    if (await confirmed.run(work)) changed();
  };
  return (
    <li>
      <div className="row session-about">
        <span className="grow">
          <b>{say.words(row.from_name)}</b> → <b>{say.words(row.to_name)}</b>
          {", "}
          <span className="num">
            {say.shortDay(row.starts_at)}, {say.clock(row.starts_at)}–{say.clock(row.ends_at)}
          </span>
        </span>
        <StateWord hue={agreed ? "info" : "waiting"} icon={agreed ? "check" : "hour"}>
          {say.t(`console.roster.swap_${row.state}`)}
        </StateWord>
        {may && (
          <>
            <button
              type="button"
              className="btn slim"
              aria-disabled={confirmed.verb.busy}
              onClick={() =>
                void settle((confirm) => (agreed ? confirmSwap(row.id, confirm) : noteYes(row.id)))
              }
            >
              <Icon name="check" />
              {say.t(agreed ? "console.roster.approve" : "console.roster.note_yes")}
            </button>
            <button
              type="button"
              className="btn quiet slim"
              aria-disabled={confirmed.verb.busy}
              onClick={() => void settle(() => refuseSwap(row.id))}
            >
              {say.t("console.roster.refuse")}
            </button>
          </>
        )}
      </div>
      <Told row={row} />
      <NoChannel name={say.words(row.to_name)} confirmed={confirmed} onDone={changed} />
    </li>
  );
}

/** Whether the one who is asked, or who waits for the answer, was told; absent until it was tried. */
function Told({ row }: { row: SwapToSettle }) {
  const say = useSay();
  const told = useToldOf(row.id);
  if (told.length === 0) return null;
  const name = say.words(row.state === "asked" ? row.to_name : row.from_name);
  return (
    <p className="small mute">
      {say.t("console.roster.swap_told", { name })}
      {told.map((one) => (
        <span key={one.channel} className={one.state === "failed" ? "st overdue" : ""}>
          {" · "}
          {say.word("channel", one.channel)}: {say.word("alert", one.state)}
          <Why error={one.error} /> <span className="num">{say.clock(one.at)}</span>
        </span>
      ))}
    </p>
  );
}

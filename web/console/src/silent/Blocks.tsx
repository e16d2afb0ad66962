/** Numbers that a supervisor has blocked for a while: why, until when, and letting them go again. */
import type { BlockRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { blockList, LIFT_REASONS, type LiftReason, liftBlock } from "./silent.ts";

const AGAIN_MS = 30_000;

/** Nothing for those who may not block. */
export function Blocks() {
  const may = useMe()?.permissions ?? [];
  return may.includes("numbers.block") ? <List /> : null;
}

function List() {
  const say = useSay();
  const { data, refetch } = useQuery({
    queryKey: ["number-blocks"],
    queryFn: async () => (await blockList()).items,
    refetchInterval: AGAIN_MS,
  });
  const rows = data ?? [];
  return (
    <section aria-label={say.t("console.blocks.title")}>
      <h2 className="group">
        <b>{say.t("console.blocks.title")}</b>
        <span className="num">{say.n(rows.length)}</span>
      </h2>
      {rows.length === 0 && <p className="mute pad">{say.t("console.blocks.none")}</p>}
      <ul>
        {rows.map((row) => (
          <Line key={row.id} row={row} onChange={() => void refetch()} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row, onChange }: { row: BlockRow; onChange: () => void }) {
  const say = useSay();
  const now = useNow();
  const verb = useVerb();
  const lift = async (reason: LiftReason) => {
    await verb.run(() => liftBlock(row.id, reason));
    onChange();
  };
  return (
    <li className="pad">
      <p className="num">{row.caller_number ? say.phone(row.caller_number) : say.n(row.number)}</p>
      <p className="small">
        {say.word("block", row.reason)} · {say.words(row.made_by)} ·{" "}
        {say.t("console.blocks.until", { time: say.dayOrClock(row.until, now) })}
      </p>
      {LIFT_REASONS.map((reason) => (
        <button
          key={reason}
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void lift(reason)}
        >
          <Icon name="check" />
          {say.t(`console.blocks.lift_${reason}`)}
        </button>
      ))}
      <Refused text={verb.refused} />
    </li>
  );
}

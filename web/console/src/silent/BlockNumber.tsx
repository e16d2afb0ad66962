/** A supervisor blocks the number of this call for a while, with a reason; danger passes it by a key. */
import type { CallRow } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { BLOCK_HOURS, BLOCK_REASONS, type BlockReason, blockNumber } from "./silent.ts";

export function BlockNumber({ call }: { call: CallRow }) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  const [hours, setHours] = useState<number>(BLOCK_HOURS[0]);
  const [done, setDone] = useState(false);
  if (!may.includes("numbers.block") || !call.caller_number) return null;
  const block = async (reason: BlockReason) => {
    if (await verb.run(() => blockNumber(call.id, reason, hours))) setDone(true);
    setAsking(false);
  };
  return (
    <div className="silent-start">
      {asking ? (
        <>
          <label className="row small">
            {say.t("console.blocks.for")}
            <select value={hours} onChange={(event) => setHours(Number(event.target.value))}>
              {BLOCK_HOURS.map((one) => (
                <option key={one} value={one}>
                  {say.t("console.blocks.days", { n: one / 24 })}
                </option>
              ))}
            </select>
          </label>
          <OneOf
            title={say.t("console.blocks.why")}
            codes={BLOCK_REASONS}
            family="block"
            onPick={(reason) => void block(reason)}
            onLeave={() => setAsking(false)}
          />
        </>
      ) : (
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={done}
          onClick={() => !done && setAsking(true)}
        >
          <Icon name="lock" />
          {say.t(done ? "console.blocks.done" : "console.blocks.block")}
        </button>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

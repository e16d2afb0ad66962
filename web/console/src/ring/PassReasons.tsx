/** The reasons for passing a call on, picked by a key or a click; it sends nothing itself. */
import { OneOf } from "../parts/OneOf.tsx";
import { useSay } from "../say/useSay.ts";
import { PASS_REASONS, type PassReason } from "./take.ts";

type Props = { onPick: (reason: PassReason) => void; onLeave: () => void };

export function PassReasons({ onPick, onLeave }: Props) {
  const say = useSay();
  return (
    <div className="pop-reasons">
      <OneOf
        title={say.t("console.ring.why_pass")}
        codes={PASS_REASONS}
        family="pass"
        onPick={onPick}
        onLeave={onLeave}
      />
    </div>
  );
}

/** The one who goes has asked for a call: with whom, since when, that it is late, and the press that says it was made. */
import type { DispatchRow } from "@helpline/shared/types";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { StateWord } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import { useVerb } from "../useVerb.ts";
import { callMade } from "../verbs.ts";

export function CallWanted({ row, readOnly }: { row: DispatchRow; readOnly: boolean }) {
  const say = useSay();
  const now = useNow();
  const verb = useVerb();
  if (!row.call_wanted) return null;
  return (
    <div role="status">
      <p className="row small">
        <StateWord hue={row.call_wish_late_at ? "overdue" : "waiting"} icon="phone">
          {say.t(`console.call_wanted.${row.call_wanted}`)}
        </StateWord>
        <span className="mute num end">
          {row.call_wanted_at && say.dayOrClock(row.call_wanted_at, now)}
        </span>
      </p>
      {row.call_wish_late_at && (
        <p className="small">
          {say.t("console.call_wanted.late", { time: say.clock(row.call_wish_late_at) })}
        </p>
      )}
      {!readOnly && (
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => callMade(row.id))}
        >
          <Icon name="check" />
          {say.t("console.call_wanted.made")}
        </button>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

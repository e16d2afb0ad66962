/** The clock of a stay as a line: how long the child is here, and how many days are left of what is allowed. */
import { useNow } from "../../live/useNow.ts";
import { StateWord } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import { stayClock } from "./clock.ts";

type Props = { stay: { arrived_at: string; ends_at: string } };

export function StayClockLine({ stay: { arrived_at, ends_at } }: Props) {
  const say = useSay();
  const now = useNow();
  const { lived, left, share, hue } = stayClock(arrived_at, ends_at, now);
  return (
    <div className={`stay-clock st ${hue}`}>
      <p className="row">
        <StateWord hue={hue} icon={left > 0 ? "clock" : "late"}>
          {left > 0
            ? say.t("console.care.days_left", { n: left })
            : say.t("console.care.days_over", { n: -left })}
        </StateWord>
        <span className="small mute num end">
          {say.t("console.care.until", { n: lived, day: say.day(ends_at) })}
        </span>
      </p>
      <span className="stay-bar" aria-hidden="true">
        <span style={{ inlineSize: `${share * 100}%` }} />
      </span>
    </div>
  );
}

/** The top strip: queue, own state, line, settings, clock and name; it offers no verb of a call. */
import type { Me } from "@helpline/shared/types";
import { DutyWord } from "../duty/DutyWord.tsx";
import type { Mine } from "../live/useMine.ts";
import { useNow } from "../live/useNow.ts";
import { Elapsed } from "../parts/Countdown.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { LineWord } from "./LineWord.tsx";
import { PersonMenu } from "./PersonMenu.tsx";
import { DigitSwitch, LanguageSwitch, ThemeSwitch } from "./Switches.tsx";
import { SupervisorWays } from "./Ways.tsx";

type Props = { me: Me; mine: Mine; onSheet: () => void };

export function Strip({ me, mine, onSheet }: Props) {
  const say = useSay();
  return (
    <header className="strip">
      <div className="mark">
        {say.n("1098")} <span>{say.t("common.helpline")}</span>
      </div>
      <i className="sep" />
      {me.role === "supervisor" && <SupervisorWays />}
      <Queue mine={mine} />
      {mine.duty && mine.duty.state !== "off" && (
        <>
          <i className="sep" />
          <DutyWord duty={mine.duty} timed />
        </>
      )}
      <div className="row end strip-end">
        <LineWord />
        <span className="row wide-only">
          <LanguageSwitch />
          <DigitSwitch />
          <ThemeSwitch />
        </span>
        <DhakaClock />
        <PersonMenu me={me} duty={mine.duty} onSheet={onSheet} />
      </div>
    </header>
  );
}

function Queue({ mine: { queue } }: { mine: Mine }) {
  const say = useSay();
  if (queue.waiting === 0)
    return <span className="mute strip-queue">{say.t("console.queue.none")}</span>;
  return (
    <span className="row strip-queue">
      <StateWord hue="waiting" icon="hour">
        {say.t("console.queue.waiting", { n: queue.waiting })}
      </StateWord>
      {queue.longest_since && (
        <span className="mute wide-only">
          {say.t("console.queue.longest")} <Elapsed since={queue.longest_since} />
        </span>
      )}
    </span>
  );
}

/** Date and 24-hour clock of Dhaka, by the server's time. */
export function DhakaClock() {
  const say = useSay();
  const at = new Date(useNow()).toISOString();
  return (
    <span className="num strip-clock" title={say.t("console.clock.dhaka")}>
      <span className="wide-only">{say.shortDay(at)} · </span>
      <b>{say.clock(at, true)}</b>
    </span>
  );
}

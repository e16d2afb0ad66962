/** A counsellor's state with its icon, hue and timer; it changes no state. */
import type { IconName } from "@helpline/shared/icons";
import type { DutyRow, DutyState, PauseReason } from "@helpline/shared/types";
import { Elapsed } from "../parts/Countdown.tsx";
import { type Hue, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

const LOOK: Record<DutyState, [Hue, IconName]> = {
  off: ["none", "off"],
  available: ["none", "check"],
  ringing: ["ringing", "ring"],
  on_call: ["oncall", "phone"],
  wrap_up: ["wrapup", "pen"],
  paused: ["none", "cup"],
  no_answer: ["overdue", "late"],
  link_lost: ["overdue", "lost"],
};

type Shown = Pick<DutyRow, "state" | "since" | "reason">;

export function DutyWord({ duty, timed }: { duty: Shown; timed?: boolean }) {
  const say = useSay();
  const [hue, icon] = LOOK[duty.state] ?? ["none", "info"];
  return (
    <StateWord hue={hue} icon={duty.reason === "debrief" ? "leaf" : icon}>
      {dutyText(duty.state, duty.reason)}
      {timed && <Elapsed since={duty.since} />}
    </StateWord>
  );

  function dutyText(state: DutyState, reason: PauseReason | null): string {
    if (state !== "paused" || !reason) return say.word("duty", state);
    return reason === "debrief"
      ? say.word("pause", reason)
      : say.t("console.duty.paused_for", { reason: say.word("pause", reason) });
  }
}

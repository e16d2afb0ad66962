/** Start, pause with a reason, come back, end the shift; only what the present state allows is there. */
import type { DutyRow, DutyState, PauseReason } from "@helpline/shared/types";
import { useState } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Icon } from "../parts/Icon.tsx";
import { unlockSound } from "../ring/sound.ts";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { askDuty, askPause, PAUSE_REASONS, verbsFor } from "./duty.ts";

export function DutyVerbs({ state }: { state: DutyState }) {
  const say = useSay();
  const [wrong, setWrong] = useState<string | null>(null);
  const ask = (asking: () => Promise<DutyRow>) => {
    unlockSound();
    setWrong(null);
    asking().catch((error: unknown) => setWrong(problemText(error, say)));
  };
  const verbs = verbsFor(state);
  const main = verbs.find((verb) => verb === "start" || verb === "resume");
  return (
    <div className="duty-verbs">
      <div className="row">
        {main && (
          <button
            type="button"
            className="btn primary duty-main"
            onClick={() => ask(() => askDuty(main))}
          >
            <Icon name={main === "start" ? "phone" : "check"} />
            {say.t(`console.duty.verb_${main}`)}
          </button>
        )}
        {verbs.includes("pause") && <PauseMenu onPick={(reason) => ask(() => askPause(reason))} />}
        {verbs.includes("end") && (
          <button type="button" className="btn quiet" onClick={() => ask(() => askDuty("end"))}>
            {say.t("console.duty.verb_end")}
          </button>
        )}
      </div>
      {wrong && (
        <p className="notice st overdue" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

export function PauseMenu({ onPick }: { onPick: (reason: PauseReason) => void }) {
  const say = useSay();
  return (
    <MenuTrigger>
      <Button className="btn">
        <Icon name="cup" />
        {say.t("console.duty.verb_pause")}
      </Button>
      <Popover placement="bottom start" className="menu">
        <Menu
          aria-label={say.t("console.duty.verb_pause")}
          onAction={(key) => onPick(key as PauseReason)}
        >
          {PAUSE_REASONS.map((reason) => (
            <MenuItem key={reason} id={reason} className="menu-item">
              {say.word("pause", reason)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

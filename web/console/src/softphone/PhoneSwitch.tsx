/** By which telephone one is rung: as the house has it, in this browser, or a desk telephone of one's own; and how the browser's stands. */
import { callsChooseLine } from "@helpline/shared/api";
import type { LineRow } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useMine } from "../live/useMine.ts";
import { Refused } from "../parts/Refused.tsx";
import { type Hue, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { DeskNumber } from "./DeskNumber.tsx";
import type { PhoneState } from "./softphone.ts";
import { usePhone } from "./usePhone.ts";

type Kind = LineRow["kind"];

const KINDS: readonly Kind[] = ["house", "browser", "desk"];
const HUES: Record<PhoneState, Hue> = {
  desk: "none",
  connecting: "waiting",
  ready: "safe",
  talking: "oncall",
  failed: "overdue",
};

export function PhoneSwitch() {
  const say = useSay();
  const verb = useVerb();
  const { line } = useMine();
  const { kind: here, state, choose } = usePhone();
  const [asking, setAsking] = useState(false);
  const chosen = line?.kind ?? "house";
  const ask = (kind: Kind, number?: string) =>
    verb.run(async () => {
      await callsChooseLine({ body: number ? { kind, number } : { kind } });
      setAsking(false);
      // The same once more tells nobody of a change: the telephone is tried again here.
      if (kind === "browser" && chosen === kind && here === "desk") await choose(kind);
    });
  const shown = here === "desk" ? "failed" : state;
  const press = (kind: Kind) => {
    setAsking(kind === "desk");
    // The number is asked for first, unless one was given before.
    if (kind !== "desk" || (line?.has_number && chosen !== "desk")) void ask(kind);
  };
  return (
    <div className="phone-switch">
      <fieldset className="seg" aria-label={say.t("console.phone.title")}>
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={chosen === one}
            aria-disabled={verb.busy}
            onClick={() => press(one)}
          >
            {say.t(`console.phone.${one}`)}
          </button>
        ))}
      </fieldset>
      {(asking || chosen === "desk") && (
        <DeskNumber
          key={line?.number}
          number={line?.number ?? null}
          busy={verb.busy}
          onSave={(number) => void ask("desk", number)}
        />
      )}
      {(here === "browser" || chosen === "browser") && (
        <p className="small" role="status">
          <StateWord hue={HUES[shown]} icon={shown === "failed" ? "lost" : "phone"}>
            {say.t(`console.phone.state_${shown}`)}
          </StateWord>
        </p>
      )}
      <p className="small mute">{say.t("console.phone.from_next")}</p>
      <Refused text={verb.refused} />
    </div>
  );
}

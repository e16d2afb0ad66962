/** Choosing the telephone on the desk or the one in this browser, and how that one stands. */
import { useVerb } from "../incident/useVerb.ts";
import { Refused } from "../parts/Refused.tsx";
import { type Hue, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import type { PhoneKind, PhoneState } from "./softphone.ts";
import { usePhone } from "./usePhone.ts";

const KINDS: readonly PhoneKind[] = ["desk", "browser"];
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
  const { kind, state, choose } = usePhone();
  return (
    <div className="phone-switch">
      <fieldset className="seg" aria-label={say.t("console.phone.title")}>
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={kind === one}
            onClick={() => void verb.run(() => choose(one))}
          >
            {say.t(`console.phone.${one}`)}
          </button>
        ))}
      </fieldset>
      {kind === "browser" && (
        <p className="small" role="status">
          <StateWord hue={HUES[state]} icon={state === "failed" ? "lost" : "phone"}>
            {say.t(`console.phone.state_${state}`)}
          </StateWord>
        </p>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

/** Saying what kind of silence a call was; asked for on the board, and of work that was left. */
import type { CallRow } from "@helpline/shared/types";
import type { Verb } from "../incident/useVerb.ts";
import { useSay } from "../say/useSay.ts";
import { disposeSilent, SILENCES } from "./silent.ts";

export function SilenceKind({ call, verb }: { call: CallRow; verb: Verb }) {
  const say = useSay();
  return (
    <fieldset>
      <legend className="small mute">{say.t("console.silent.kind")}</legend>
      <div className="chips">
        {SILENCES.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={call.interview?.disposition === one}
            aria-disabled={verb.busy}
            onClick={() => void verb.run(() => disposeSilent(call.id, one))}
          >
            {say.word("silence", one)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

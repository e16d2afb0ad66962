/** A calm strip that offers silent mode when nobody speaks; it takes no focus and starts nothing by itself. */
import type { CallRow } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Cap } from "../parts/Cap.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { startInterview } from "./silent.ts";
import { useHush } from "./useHush.ts";

/** Refused once, it is not offered again in the same call. */
export function SilenceOffer({ call }: { call: CallRow }) {
  const say = useSay();
  const verb = useVerb();
  const hushed = useHush(call);
  const [refusedIn, setRefusedIn] = useState<string | null>(null);
  return (
    <div className="hush-offer" aria-live="polite">
      {hushed && refusedIn !== call.id && (
        <div className="notice st info call-note">
          <Icon name="ear" />
          <b>{say.t("console.silent.offer")}</b>
          <span className="row end">
            <button
              type="button"
              className="btn slim"
              aria-disabled={verb.busy}
              onClick={() => void verb.run(() => startInterview(call.id))}
            >
              {say.t("console.silent.start")}
              <Cap action="silent" />
            </button>
            <button type="button" className="btn quiet slim" onClick={() => setRefusedIn(call.id)}>
              {say.t("console.silent.not_now")}
            </button>
          </span>
          <Refused text={verb.refused} />
        </div>
      )}
    </div>
  );
}

/** Ends a service, pressed twice: what was referred to it stays as it is. */
import type { ServiceRow } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { useVerb } from "../incident/useVerb.ts";
import { useTwice } from "../keys/useTwice.ts";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { endService } from "./verbs.ts";

export function EndService({ row }: { row: ServiceRow }) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const end = useTwice(() => void press());
  const press = async () => {
    if (await verb.run(() => endService(row.id)))
      await kept.invalidateQueries({ queryKey: ["services"] });
  };
  return (
    <div className="service-end">
      <button
        type="button"
        className={end.armed ? "btn danger slim" : "btn quiet slim"}
        aria-disabled={verb.busy}
        onClick={end.press}
      >
        {say.t(end.armed ? "console.services.end_again" : "console.services.end")}
      </button>
      <Refused text={verb.refused} />
    </div>
  );
}

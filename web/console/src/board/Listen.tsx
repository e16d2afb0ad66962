/** A supervisor comes onto the line of a counsellor's call, unheard; the counsellor is shown so. */
import type { CounsellorRow } from "@helpline/shared/types";
import { useVerb } from "../incident/useVerb.ts";
import { useMine } from "../live/useMine.ts";
import { listenIn } from "../parties/verbs.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";

/** Absent unless they talk, and where one is on that line already. */
export function Listen({ row }: { row: CounsellorRow }) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const verb = useVerb();
  const { call } = row;
  const { joined } = useMine();
  const there = joined.some(({ id }) => id === call?.call_id);
  if (call?.state !== "talking" || there || !may.includes("calls.listen")) return null;
  return (
    <>
      <button
        type="button"
        className="btn quiet slim"
        aria-label={say.t("console.listen.to", { name: say.words(row.name) })}
        aria-disabled={verb.busy}
        onClick={() => void verb.run(() => listenIn(call.call_id, "listen"))}
      >
        <Icon name="ear" />
        {say.t("console.listen.verb_listen")}
      </button>
      <Refused text={verb.refused} />
    </>
  );
}

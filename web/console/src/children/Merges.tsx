/** The records that were merged into this one; a supervisor may make two of it again. */
import { childrenUndo } from "@helpline/shared/api";
import type { ChildFile } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { WHY_UNDONE } from "./codes.ts";

export function Merges({ file }: { file: ChildFile }) {
  const say = useSay();
  const verb = useVerb();
  const now = useNow();
  const may = useMe()?.permissions ?? [];
  const [asking, setAsking] = useState<string | null>(null);
  if (file.merges.length === 0) return null;
  return (
    <section aria-label={say.t("console.child.merges")}>
      <h3 className="small mute">{say.t("console.child.merges")}</h3>
      <ul className="small">
        {file.merges.map((merge) => (
          <li key={merge.id}>
            {say.word("why_merged", merge.why)} · {say.dayOrClock(merge.merged_at, now)} ·{" "}
            {say.words(merge.merged_by.name)}
            {may.includes("children.merge") && (
              <button type="button" className="btn quiet slim" onClick={() => setAsking(merge.id)}>
                {say.t("console.child.undo")}
              </button>
            )}
          </li>
        ))}
      </ul>
      {asking && (
        <OneOf
          title={say.t("console.child.why_undone")}
          codes={WHY_UNDONE}
          family="why_undone"
          onPick={(why) =>
            void verb.run(() => childrenUndo({ path: { merge_id: asking }, body: { why } }))
          }
          onLeave={() => setAsking(null)}
        />
      )}
      <Refused text={verb.refused} />
    </section>
  );
}

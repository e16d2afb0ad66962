/** Records that may be of the same child, with what speaks for and against it; a person decides. */
import { childrenRefuse, childrenSuggestedFor } from "@helpline/shared/api";
import type { SameChildRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { WHY_TWO } from "./codes.ts";
import { Reasons } from "./Reasons.tsx";
import { SideBySide } from "./SideBySide.tsx";

export function SameChildren({ childId, version }: { childId: string; version: number }) {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ["same", childId, version],
    queryFn: () => childrenSuggestedFor({ path: { child_id: childId } }),
  });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-label={say.t("console.child.same")}>
      <h3 className="small mute">{say.t("console.child.same")}</h3>
      <ul className="same">
        {items.map((same) => (
          <Suggested key={same.id} childId={childId} same={same} />
        ))}
      </ul>
    </section>
  );
}

function Suggested({ childId, same }: { childId: string; same: SameChildRow }) {
  const say = useSay();
  const verb = useVerb();
  const [shown, setShown] = useState<"nothing" | "beside" | "refuse">("nothing");
  const other = same.child_id === childId ? same.other_id : same.child_id;
  return (
    <li>
      <p className="small">
        <b>{say.t(same.likely ? "console.child.likely_same" : "console.child.maybe_same")}</b>{" "}
        <Reasons reasons={same.reasons} />
      </p>
      <div className="row">
        <button
          type="button"
          className="btn quiet slim"
          aria-expanded={shown === "beside"}
          onClick={() => setShown(shown === "beside" ? "nothing" : "beside")}
        >
          {say.t("console.child.beside")}
        </button>
        <button type="button" className="btn quiet slim" onClick={() => setShown("refuse")}>
          {say.t("console.child.two")}
        </button>
      </div>
      {shown === "refuse" && (
        <OneOf
          title={say.t("console.child.why_two")}
          codes={WHY_TWO}
          family="why_two"
          onPick={(why) =>
            void verb.run(() => childrenRefuse({ path: { same_id: same.id }, body: { why } }))
          }
          onLeave={() => setShown("nothing")}
        />
      )}
      {shown === "beside" && <SideBySide childId={childId} otherId={other} />}
      <Refused text={verb.refused} />
    </li>
  );
}

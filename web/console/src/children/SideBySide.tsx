/** Two records beside each other; whoever may merge chooses whose word counts where they differ. */
import { childrenBeside, childrenMerge } from "@helpline/shared/api";
import type { ChildField, FactRow, Side } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { GROUPS, WHY_MERGED } from "./codes.ts";
import { factText } from "./said.ts";

type Choice = "kept" | "other";

export function SideBySide({ childId, otherId }: { childId: string; otherId: string }) {
  const say = useSay();
  const verb = useVerb();
  const may = useMe()?.permissions ?? [];
  const [choose, setChoose] = useState<Partial<Record<ChildField, Choice>>>({});
  const [asking, setAsking] = useState(false);
  const { data } = useQuery({
    queryKey: ["beside", childId, otherId],
    queryFn: () => childrenBeside({ path: { child_id: childId, other_id: otherId } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data) return null;
  const { kept, other, conflicts } = data;
  const open = conflicts.filter((field) => !choose[field]);
  const merge = (why: (typeof WHY_MERGED)[number]) =>
    verb.run(() =>
      childrenMerge({
        path: { child_id: childId },
        body: { other_id: otherId, choose, why },
      }),
    );
  return (
    <div className="beside">
      <table className="small">
        <thead>
          <tr>
            <th scope="col">{say.t("console.child.what")}</th>
            <th scope="col">{heading(kept, say)}</th>
            <th scope="col">{heading(other, say)}</th>
          </tr>
        </thead>
        <tbody>
          {fieldsOf(kept, other).map((field) => (
            <tr key={field}>
              <th scope="row" className="mute">
                {say.word("child_field", field)}
              </th>
              {([kept, other] as const).map((side, at) => {
                const name: Choice = at === 0 ? "kept" : "other";
                const text = textOf(side, field, say);
                return (
                  <td key={name}>
                    {conflicts.includes(field) && may.includes("children.merge") ? (
                      <label>
                        <input
                          type="radio"
                          name={`${otherId}-${field}`}
                          checked={choose[field] === name}
                          onChange={() => setChoose({ ...choose, [field]: name })}
                        />{" "}
                        {text}
                      </label>
                    ) : (
                      text
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {may.includes("children.merge") &&
        (asking ? (
          <OneOf
            title={say.t("console.child.why_merged")}
            codes={WHY_MERGED}
            family="why_merged"
            onPick={(why) => void merge(why)}
            onLeave={() => setAsking(false)}
          />
        ) : (
          <button
            type="button"
            className="btn slim"
            aria-disabled={open.length > 0}
            onClick={() => open.length === 0 && setAsking(true)}
          >
            {open.length > 0
              ? say.t("console.child.choose_first", { count: open.length })
              : say.t("console.child.merge")}
          </button>
        ))}
      <Refused text={verb.refused} />
    </div>
  );
}

function heading(side: Side, say: Say): string {
  return (
    side.incidents.map(({ number }) => say.n(number)).join(", ") || say.t("console.child.no_ticket")
  );
}

function fieldsOf(kept: Side, other: Side): ChildField[] {
  const there = new Set([...kept.facts, ...other.facts].map(({ field }) => field));
  return Object.values(GROUPS)
    .flat()
    .filter((field) => there.has(field));
}

function textOf(side: Side, field: ChildField, say: Say): string {
  const said = side.facts.find((fact: FactRow) => fact.field === field);
  return said ? factText(said, say) : say.t("console.child.unknown");
}

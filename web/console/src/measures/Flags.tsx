/** How many blocks and marks turned out wrong, of a month, with what each figure means; nobody is ranked. */
import { callsFalseFlags } from "@helpline/shared/api";
import type { FalseFlags } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useSay } from "../say/useSay.ts";
import { percent } from "./shares.ts";

const AGAIN_MS = 60_000;
const DAYS = 30;
const KINDS = ["blocks", "marks"] as const;
const WAYS = ["danger_key", "urgent", "confirmed", "taken_back"] as const;

export function Flags() {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ["measures", "flags"],
    queryFn: ({ signal }) => callsFalseFlags({ query: { minutes: DAYS * 24 * 60 }, signal }),
    refetchInterval: AGAIN_MS,
  });
  if (!data) return null;
  const title = say.t("console.measures.flags");
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
        <span className="mute end">{say.t("console.measures.flags_last_days", { n: DAYS })}</span>
      </h2>
      <dl className="figures">
        {KINDS.map((kind) => (
          <Share key={kind} title={say.t(`console.measures.flags_${kind}`)} flags={data[kind]} />
        ))}
        {WAYS.map((way) => (
          <div key={way}>
            <dt>{say.t(`console.measures.flags_${way}`)}</dt>
            <dd className="num">
              {say.n((data.blocks.wrong_by[way] ?? 0) + (data.marks.wrong_by[way] ?? 0))}
            </dd>
            <dd className="small mute">{say.t(`console.measures.flags_means_${way}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Share({ title, flags }: { title: string; flags: FalseFlags }) {
  const say = useSay();
  const { made, wrong, share } = flags;
  return (
    <div>
      <dt>{title}</dt>
      <dd className="num">
        {share === null ? "—" : say.t("console.measures.percent", { n: say.n(percent(share)) })}
      </dd>
      <dd className="small num">
        {say.t("console.measures.flags_wrong_of", { wrong: say.n(wrong), made: say.n(made) })}
      </dd>
      <dd className="small mute">{say.t("console.measures.flags_means_share")}</dd>
    </div>
  );
}

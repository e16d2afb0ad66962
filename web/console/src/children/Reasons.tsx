/** What speaks for and against, each as a chip; a sign before it says which, so that colour is not needed. */
import { useSay } from "../say/useSay.ts";

type Reason = { code: string; points: number };

export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const say = useSay();
  return (
    <span className="reasons">
      {reasons.map(({ code, points }) => (
        <span key={code} className="chip">
          {points < 0 ? "−" : "+"} {say.word("alike", code)}
        </span>
      ))}
    </span>
  );
}

/** Finds somebody who learns: of the call centre, or a worker of the directory. */
import type { WhoLearns } from "@helpline/shared/types";
import { useState } from "react";
import { Options } from "../children/Options.tsx";
import { EntryPick } from "../directory/EntryPick.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";

const KINDS = ["staff", "worker"] as const;

export function LearnerPick({ onPick }: { onPick: (who: WhoLearns | null) => void }) {
  const say = useSay();
  const [kind, setKind] = useState<(typeof KINDS)[number]>("staff");
  const choose = (code: typeof kind) => {
    setKind(code);
    onPick(null);
  };
  return (
    <>
      <Labelled name={say.t("console.training.of_whom")}>
        <Options value={kind} codes={KINDS} family="learner" onPick={choose} />
      </Labelled>
      <EntryPick
        key={kind}
        what={kind}
        label={say.t("console.training.who")}
        onPick={(entry) => onPick(entry && { kind, id: entry.id })}
      />
    </>
  );
}

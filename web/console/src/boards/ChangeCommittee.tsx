/** The committee is called otherwise, has another quorum, or is there no more; what it did stays. */
import type { CommitteeRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { TwiceButton } from "../parts/TwiceButton.tsx";
import { WholeField } from "../parts/WholeField.tsx";
import { useSay } from "../say/useSay.ts";
import { type CommitteeTyped, committeeSaid, MOST_QUORUM } from "./typed.ts";
import { change, end, useBoardVerb } from "./verbs.ts";

export function ChangeCommittee({ committee }: { committee: CommitteeRow }) {
  const say = useSay();
  const verb = useBoardVerb();
  const [typed, setTyped] = useState<CommitteeTyped | null>(null);
  const said = typed && committeeSaid(typed);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (said && (await verb.run(() => change(committee.id, said)))) setTyped(null);
  };
  if (!typed) {
    return (
      <section className="pad" aria-label={say.t("console.committees.change")}>
        <div className="row asked-verbs">
          <button type="button" className="btn slim" onClick={() => setTyped(typedOf(committee))}>
            {say.t("console.committees.change")}
          </button>
          <TwiceButton
            name={say.t("console.committees.end")}
            busy={verb.busy}
            onDo={() => void verb.run(() => end(committee.id))}
          />
        </div>
        <Refused text={verb.refused} />
      </section>
    );
  }
  return (
    <section aria-label={say.t("console.committees.change")}>
      <h2 className="group">
        <b>{say.t("console.committees.change")}</b>
      </h2>
      <form className="book pad" onSubmit={(event) => void send(event)}>
        {(["name_bn", "name_en"] as const).map((name) => (
          <Labelled key={name} name={say.t(`console.committees.${name}`)} wide>
            <input
              className="field"
              lang={name === "name_bn" ? "bn" : "en"}
              value={typed[name]}
              maxLength={160}
              autoComplete="off"
              onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
            />
          </Labelled>
        ))}
        <WholeField
          name={say.t("console.committees.quorum_unsaid")}
          value={typed.quorum}
          least={1}
          most={MOST_QUORUM}
          onText={(quorum) => setTyped({ ...typed, quorum })}
        />
        <div className="row">
          <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !said}>
            {say.t("console.committees.save")}
          </button>
          <button type="button" className="btn quiet slim" onClick={() => setTyped(null)}>
            {say.t("common.cancel")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </section>
  );
}

function typedOf({ name, quorum }: CommitteeRow): CommitteeTyped {
  return { name_bn: name.bn, name_en: name.en, quorum: quorum === null ? "" : String(quorum) };
}

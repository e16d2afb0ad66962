/** Who can't be reached goes on duty only when somebody who was told so says it again. */
import { useState } from "react";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { missingChannels } from "./verbs.ts";

type Work = (confirm: boolean) => Promise<unknown>;
type Asked = { missing: string[]; work: Work };
export type Confirmed = {
  verb: Verb;
  asked: Asked | null;
  run: (work: Work) => Promise<boolean>;
  leave: () => void;
};

/** Runs a verb; `asked` holds it while the warning stands. True when it was done. */
export function useConfirmed(): Confirmed {
  const verb = useVerb();
  const [asked, setAsked] = useState<Asked | null>(null);
  const attempt = async (work: Work, confirm: boolean) => {
    setAsked(null);
    const done = await verb.run(async () => {
      try {
        await work(confirm);
        return "done";
      } catch (error) {
        const missing = missingChannels(error);
        if (!missing || confirm) throw error;
        setAsked({ missing, work });
        return "asked";
      }
    });
    return done === "done";
  };
  return { verb, asked, run: (work) => attempt(work, false), leave: () => setAsked(null) };
}

type Props = { name: string; confirmed: Confirmed; onDone: () => void };

export function NoChannel({ name, confirmed, onDone }: Props) {
  const say = useSay();
  const { asked, verb, leave } = confirmed;
  const again = async () => {
    if (!asked) return;
    const done = await verb.run(async () => {
      await asked.work(true);
      return "done";
    });
    if (!done) return;
    leave();
    onDone();
  };
  return (
    <>
      {asked && (
        <div role="alert" className="notice st overdue roster-warning">
          <p>
            {say.t("console.roster.no_channel", {
              name,
              channels: asked.missing.map((one) => say.word("channel", one)).join(", "),
            })}
          </p>
          <p className="row">
            <button
              type="button"
              className="btn slim"
              aria-disabled={verb.busy}
              onClick={() => void again()}
            >
              <Icon name="check" />
              {say.t("console.roster.all_the_same")}
            </button>
            <button type="button" className="btn quiet slim" onClick={leave}>
              {say.t("common.cancel")}
            </button>
          </p>
        </div>
      )}
      <Refused text={verb.refused} />
    </>
  );
}

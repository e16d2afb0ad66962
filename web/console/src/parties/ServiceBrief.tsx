/** What the counsellor reads out to a service that is rung or on the line; it is fetched on demand and kept nowhere. */
import type { BriefSentence, CallRow } from "@helpline/shared/types";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { hasService } from "./rules.ts";
import { readBrief } from "./verbs.ts";

/** Nothing while no service is rung, nor for whoever does not own the call. */
export function ServiceBrief({ call }: { call: CallRow }) {
  const mine = useMe()?.id === call.owner?.id;
  return mine && hasService(call) ? <Page key={call.id} call={call} /> : null;
}

function Page({ call }: { call: CallRow }) {
  const say = useSay();
  const verb = useVerb();
  const [lines, setLines] = useState<BriefSentence[]>([]);
  const fetchIt = async () => {
    const brief = await verb.run(() => readBrief(call.id));
    if (brief) setLines(brief.sentences);
  };
  const shown = lines.length > 0;
  return (
    <section className="blk" aria-label={say.t("console.brief.title")}>
      <h2>
        <Icon name="phone" />
        {say.t("console.brief.title")}
      </h2>
      {shown &&
        (["bn", "en"] as const).map((lang) => (
          <div key={lang} lang={lang}>
            <h3 className="small mute">
              {say.t(lang === "bn" ? "console.brief.in_bangla" : "console.brief.in_english")}
            </h3>
            <ol>
              {lines.map((line) => (
                <li key={line.code}>{line[lang]}</li>
              ))}
            </ol>
          </div>
        ))}
      <button
        type="button"
        className="btn quiet slim"
        aria-disabled={verb.busy}
        onClick={() => void fetchIt()}
      >
        <Icon name="check" />
        {say.t(shown ? "console.brief.again" : "console.brief.show")}
      </button>
      <Refused text={verb.refused} />
    </section>
  );
}

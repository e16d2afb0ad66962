/** One referral as the case has it: how far it is, what is told of the child now, and what can be done about it. */
import type { ReferralRow } from "@helpline/shared/types";
import { useState } from "react";
import { nameOf } from "../cases/Marks.tsx";
import { useNow } from "../live/useNow.ts";
import { Badge, StateWord } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { ConsentForm } from "./ConsentForm.tsx";
import { PhoneAnswer } from "./PhoneAnswer.tsx";
import { Revoke } from "./Revoke.tsx";
import { HUES, ICONS, lateAt } from "./standing.ts";

type Props = { caseId: string; row: ReferralRow; mayRefer: boolean };
type Doing = "answer" | "consent" | "revoke";

export function Sent({ caseId, row, mayRefer }: Props) {
  const say = useSay();
  const [doing, setDoing] = useState<Doing | null>(null);
  const out = row.state === "sent" || (row.state === "accepted" && row.what === "referral");
  const shut = () => setDoing(null);
  const words = row.answer || row.why;
  return (
    <li className="sent">
      <p className="row service-name">
        <b>{say.word("service", row.service.kind)}</b>
        <span>{say.words(row.service.organisation.name)}</span>
        {row.what === "transfer" && <Badge hue="info">{say.t("console.asked.transfer")}</Badge>}
        <StateWord hue={HUES[row.state]} icon={ICONS[row.state]}>
          {say.word("referral", row.state)}
        </StateWord>
      </p>
      <p className="small mute">{useFacts(row).join(" · ")}</p>
      {row.needs && <p className="small case-words">{row.needs}</p>}
      {words && <p className="small mute case-words">{words}</p>}
      {row.told.length > 0 && (
        <p className="small">
          {say.t("console.refer.told_now", { parts: partsText(row.told, say) })}
        </p>
      )}
      {row.withheld.length > 0 && (
        <p className="small">
          {say.t("console.refer.withheld", { parts: partsText(row.withheld, say) })}
        </p>
      )}
      {mayRefer && out && doing === null && (
        <div className="row asked-verbs">
          {(["answer", "consent", "revoke"] as const).map((what) => (
            <button
              key={what}
              type="button"
              className="btn quiet slim"
              onClick={() => setDoing(what)}
            >
              {say.t(`console.refer.do_${what}`)}
            </button>
          ))}
        </div>
      )}
      {out && doing === "answer" && <PhoneAnswer caseId={caseId} row={row} onDone={shut} />}
      {out && doing === "revoke" && <Revoke caseId={caseId} referral={row.id} onDone={shut} />}
      {out && doing === "consent" && (
        <ConsentForm caseId={caseId} service={row.service} onDone={shut} onLeave={shut} />
      )}
    </li>
  );
}

/** When, by whom, until when; on what it rests, and what came of it. */
function useFacts(row: ReferralRow): string[] {
  const say = useSay();
  const now = useNow();
  const time = (at: string) => say.dayOrClock(at, now);
  const until = time(new Date(lateAt(row)).toISOString());
  return [
    say.t("console.asked.sent", { time: time(row.sent_at) }),
    nameOf(row.sent_by, say),
    row.state === "sent" && say.t("console.asked.until", { time: until }),
    row.law && say.word("consent_law", row.law),
    row.despite && say.t("console.refer.despite_said", { why: say.word("despite", row.despite) }),
    row.answered_at && say.t("console.refer.answered", { time: time(row.answered_at) }),
    row.by_word && say.t("console.refer.by_word"),
    row.reason && reasonText(row, say),
  ].filter((fact) => typeof fact === "string" && fact !== "") as string[];
}

const REASONS = {
  rejected: "why_rejected",
  revoked: "why_revoked",
  done: "referral_outcome",
} as const;

function reasonText({ state, reason }: ReferralRow, say: Say): string {
  return state === "sent" || state === "accepted" ? "" : say.word(REASONS[state], reason);
}

export function partsText(parts: readonly string[], say: Say): string {
  return parts.map((part) => say.word("told_part", part)).join(", ");
}

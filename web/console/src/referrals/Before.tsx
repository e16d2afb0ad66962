/** What to know before a child is referred: whether there is consent, what is told, what speaks against it. */
import type { ReferralCheck, WarnedRow } from "@helpline/shared/types";
import { Icon } from "../parts/Icon.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { partsText } from "./Sent.tsx";

export function Before({ check }: { check: ReferralCheck }) {
  const say = useSay();
  const then = check.told_then.filter((part) => !check.told_first.includes(part));
  const facts: [string, string][] = [
    ["told_first", partsText(check.told_first, say)],
    ["told_then", partsText(then, say)],
    ["kept_back", partsText(check.withheld, say)],
  ];
  return (
    <>
      <dl className="case-said small">
        <div>
          <dt className="mute">{say.t("console.refer.consent")}</dt>
          <dd>{say.word("consent_sum", check.consent)}</dd>
        </div>
        {facts
          .filter(([, text]) => text !== "")
          .map(([name, text]) => (
            <div key={name}>
              <dt className="mute">{say.t(`console.refer.${name}`)}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
      {check.receivers === 0 && (
        <p className="notice st waiting small">{say.t("console.refer.no_receiver")}</p>
      )}
      {check.misfits.map((one) => (
        <p key={one} className="notice st waiting small">
          <Icon name="warn" /> {say.word("misfit", one)}
        </p>
      ))}
      {check.duplicates.map((one) => (
        <div key={JSON.stringify(one)} className="notice st waiting small">
          <p>
            <Icon name="warn" /> {warnedText(one, say)}
          </p>
          <p>{say.t(`console.refer.${whatToDo(one)}`)}</p>
        </div>
      ))}
    </>
  );
}

/** What is not told stays away: of a quiet service who gives it, of a like child all but that it is one. */
function warnedText(one: WarnedRow, say: Say): string {
  if (!one.certain) return say.t("console.refer.like_child_has");
  const what = say.t(one.asked_only ? "console.refer.is_asked_for" : "console.refer.has_already");
  const since = one.since && say.t("console.refer.since", { day: say.day(noon(one.since)) });
  return [what, one.organisation && say.words(one.organisation), since].filter(Boolean).join(" · ");
}

function whatToDo(one: WarnedRow): string {
  if (!one.certain) return "do_look_same";
  if (one.own_case) return one.asked_only ? "do_wait" : "do_end_first";
  return one.organisation ? "do_ask_them" : "do_ask_family";
}

const noon = (day: string) => `${day}T12:00:00+06:00`;

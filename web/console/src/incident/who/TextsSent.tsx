/** What somebody wrote to us, word for word. There is no way to answer: the phone may be watched. */
import type { TextRow } from "@helpline/shared/types";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { useSay } from "../../say/useSay.ts";

export function TextsSent({ texts }: { texts: TextRow[] }) {
  const say = useSay();
  const now = useNow();
  if (texts.length === 0) return null;
  return (
    <div className="blk">
      <h2>
        <Icon name="sms" />
        {say.t("console.texts.sent")}
      </h2>
      <ul>
        {texts.map((text) => (
          <li key={text.id}>
            <p className="row small mute num">
              {text.caller_number ? say.phone(text.caller_number) : say.t("console.ring.withheld")}
              <span className="end">{say.dayOrClock(text.came_at, now)}</span>
            </p>
            <p className="words-sent" dir="auto">
              {text.body ?? say.t("console.texts.erased")}
            </p>
            {text.media > 0 && (
              <p className="small mute">{say.t("console.texts.media", { n: text.media })}</p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

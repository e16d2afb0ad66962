/** How many of each kind of people an event reached; who came and was not counted is ticked, and is no zero. */
import type { OutreachRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { WholeField } from "../parts/WholeField.tsx";
import { useSay } from "../say/useSay.ts";
import { type CountTyped, NOT_SAID, reachedOf, typedOf, WHO, type Who } from "./counts.ts";
import { count, hold, useOutreachVerb } from "./verbs.ts";

export function Count({ row, onLeave }: { row: OutreachRow; onLeave: () => void }) {
  const say = useSay();
  const verb = useOutreachVerb();
  const [typed, setTyped] = useState(() => typedOf(row.counts));
  // An empty form is no word that nobody came: that is a 0.
  const named = reachedOf(typed);
  const said = named && named.length > 0 ? named : null;
  const word = row.state === "planned" ? "console.outreach.hold" : "console.outreach.count";
  const set = (who: Who, part: Partial<CountTyped>) =>
    setTyped({ ...typed, [who]: { ...NOT_SAID, ...typed[who], ...part } });
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!said) return;
    const work = row.state === "planned" ? hold : count;
    if (await verb.run(() => work(row.id, said))) onLeave();
  };
  return (
    <form
      aria-label={say.t("console.why.about", { verb: say.t(word), about: say.words(row.name) })}
      onSubmit={(event) => void send(event)}
    >
      <p className="small mute">{say.t("console.outreach.count_note")}</p>
      <div className="book">
        {WHO.map((who) => {
          const { people, came } = typed[who] ?? NOT_SAID;
          return (
            <div key={who} className="pick small">
              <WholeField
                name={say.word("reached", who)}
                value={came ? "" : people}
                readOnly={came}
                onText={(text) => set(who, { people: text })}
              />
              <label className="row">
                <input
                  type="checkbox"
                  checked={came}
                  onChange={({ target }) => set(who, { came: target.checked })}
                />
                {say.t("console.outreach.not_counted")}
                <span className="sr-only"> {say.word("reached", who)}</span>
              </label>
            </div>
          );
        })}
      </div>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !said}>
          <Icon name="check" />
          {say.t(word)}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** A seat for whoever holds a post of the directory, or one that is known by its title; the holder changes, the seat stays. */
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { DateField } from "../dates/DateField.tsx";
import { EntryPick } from "../directory/EntryPick.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { dayOf } from "../sessions/slots.ts";
import { type SeatTyped, seatSaid } from "./typed.ts";
import { addSeat, ROLES, useBoardVerb } from "./verbs.ts";

const EMPTY: SeatTyped = {
  role: "member",
  post: null,
  title_bn: "",
  title_en: "",
  since: "",
  until: "",
};

export function AddSeat({ id }: { id: string }) {
  const say = useSay();
  const verb = useBoardVerb();
  const today = dayOf(useNow());
  const picks = useMe()?.permissions.includes("directory.see") ?? false;
  const [typed, setTyped] = useState(EMPTY);
  const [round, setRound] = useState(0);
  const said = seatSaid(typed);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!said || !(await verb.run(() => addSeat(id, said)))) return;
    setTyped({ ...EMPTY, role: typed.role });
    setRound(round + 1);
  };
  return (
    <form
      className="book pad"
      aria-label={say.t("console.committees.add_seat")}
      onSubmit={(event) => void send(event)}
    >
      <Labelled name={say.t("console.committees.seat_role")}>
        <Options
          value={typed.role}
          codes={ROLES}
          family="committee_role"
          onPick={(role) => setTyped({ ...typed, role })}
        />
      </Labelled>
      {picks && (
        <EntryPick
          key={`post ${round}`}
          what="post"
          label={say.t("console.committees.post")}
          onPick={(entry) => setTyped((before) => ({ ...before, post: entry?.id ?? null }))}
        />
      )}
      {(["title_bn", "title_en"] as const).map((name) => (
        <Labelled key={name} name={say.t(`console.committees.${name}`)} wide>
          <input
            className="field"
            lang={name === "title_bn" ? "bn" : "en"}
            value={typed[name]}
            maxLength={160}
            onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
          />
        </Labelled>
      ))}
      <DateField
        key={`since ${round}`}
        name={say.t("console.committees.since")}
        value={typed.since ?? ""}
        wide
        onSay={(since) => setTyped((before) => ({ ...before, since }))}
      />
      <DateField
        key={`until ${round}`}
        name={say.t("console.committees.until")}
        value={typed.until ?? ""}
        min={typed.since || today}
        wide
        onSay={(until) => setTyped((before) => ({ ...before, until }))}
      />
      <p className="small mute">{say.t("console.committees.seat_note")}</p>
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !said}>
          <Icon name="check" />
          {say.t("console.committees.add_seat")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

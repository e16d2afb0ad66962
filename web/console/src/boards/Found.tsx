/** Founds a board, a network committee or an exchange meeting, with the seats its source names. */
import type { NewCommittee } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { WholeField } from "../parts/WholeField.tsx";
import { whole } from "../parts/whole.ts";
import { useSay } from "../say/useSay.ts";
import { BODIES, found, LEVELS } from "./verbs.ts";

const MOST = 99;
const EMPTY = { name_bn: "", name_en: "", quorum: "" };

export function Found() {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [typed, setTyped] = useState(EMPTY);
  const [body, setBody] = useState<NewCommittee["body"]>("welfare_board");
  const [level, setLevel] = useState<NewCommittee["level"]>("district");
  const [place, setPlace] = useState<string | null>(null);
  const [since, setSince] = useState<string | null>("");
  const [round, setRound] = useState(0);
  const quorum = whole(typed.quorum, 1, MOST);
  const ready =
    quorum !== "unfit" &&
    since !== null &&
    typed.name_bn.trim() !== "" &&
    typed.name_en.trim() !== "" &&
    (place !== null || level === "national");
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const said: NewCommittee = {
      body,
      level,
      place: level === "national" ? null : place,
      name_bn: typed.name_bn.trim(),
      name_en: typed.name_en.trim(),
      quorum,
      usual_seats: true,
      seats_since: since || null,
    };
    if (await verb.run(() => found(said))) {
      setTyped(EMPTY);
      setPlace(null);
      setSince("");
      setRound(round + 1);
      await kept.invalidateQueries({ queryKey: ["committees"] });
    }
  };
  return (
    <section aria-label={say.t("console.committees.found")}>
      <h2 className="group">
        <b>{say.t("console.committees.found")}</b>
      </h2>
      <form className="book pad" onSubmit={(event) => void send(event)}>
        <Labelled name={say.t("console.committees.body")}>
          <select
            className="field"
            value={body}
            onChange={(event) => setBody(event.target.value as NewCommittee["body"])}
          >
            {BODIES.map((code) => (
              <option key={code} value={code}>
                {say.word("committee_body", code)}
              </option>
            ))}
          </select>
        </Labelled>
        <Labelled name={say.t("console.committees.level")}>
          <select
            className="field"
            value={level}
            onChange={(event) => setLevel(event.target.value as NewCommittee["level"])}
          >
            {LEVELS.map((code) => (
              <option key={code} value={code}>
                {say.word("committee_level", code)}
              </option>
            ))}
          </select>
        </Labelled>
        {level !== "national" && (
          <PlaceField
            key={`where ${round}`}
            label={say.t("console.committees.place")}
            onPick={setPlace}
          />
        )}
        {(["name_bn", "name_en"] as const).map((name) => (
          <Labelled key={name} name={say.t(`console.committees.${name}`)} wide>
            <input
              className="field"
              lang={name === "name_bn" ? "bn" : "en"}
              value={typed[name]}
              maxLength={160}
              onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
            />
          </Labelled>
        ))}
        <WholeField
          name={say.t("console.committees.quorum_unsaid")}
          value={typed.quorum}
          least={1}
          most={MOST}
          onText={(quorum) => setTyped({ ...typed, quorum })}
        />
        <DateField
          key={`since ${round}`}
          name={say.t("console.committees.seats_since")}
          value={since ?? ""}
          onSay={setSince}
        />
        <div className="row">
          <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !ready}>
            <Icon name="check" />
            {say.t("console.committees.found_it")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </section>
  );
}

/** A seat of a committee, known by its title; whoever holds it changes, the seat stays. */
import type { NewSeat } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { boardRefusal } from "./refusal.ts";
import { addSeat, ROLES } from "./verbs.ts";

const EMPTY = { title_bn: "", title_en: "" };

export function AddSeat({ id }: { id: string }) {
  const say = useSay();
  const verb = useVerb(boardRefusal);
  const kept = useQueryClient();
  const [typed, setTyped] = useState(EMPTY);
  const [role, setRole] = useState<NewSeat["role"]>("member");
  const ready = typed.title_bn.trim() !== "" && typed.title_en.trim() !== "";
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const said = { role, title_bn: typed.title_bn.trim(), title_en: typed.title_en.trim() };
    if (!(await verb.run(() => addSeat(id, said)))) return;
    setTyped(EMPTY);
    await kept.invalidateQueries({ queryKey: ["committee", id] });
  };
  return (
    <form className="book pad" onSubmit={(event) => void send(event)}>
      <Labelled name={say.t("console.committees.seat_role")}>
        <Options value={role} codes={ROLES} family="committee_role" onPick={setRole} />
      </Labelled>
      {(["title_bn", "title_en"] as const).map((name) => (
        <Labelled key={name} name={say.t(`console.committees.${name}`)} wide>
          <input
            className="field"
            lang={name === "title_bn" ? "bn" : "en"}
            value={typed[name]}
            maxLength={160}
            onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
          />
        </Labelled>
      ))}
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !ready}>
          <Icon name="check" />
          {say.t("console.committees.add_seat")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

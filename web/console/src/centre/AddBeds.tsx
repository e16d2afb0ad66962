/** More beds for a house, by their labels. */
import type { HouseRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { labels } from "./beds.ts";
import { addBeds } from "./verbs.ts";

export function AddBeds({ house }: { house: HouseRow }) {
  const say = useSay();
  const verb = useVerb();
  const [typed, setTyped] = useState("");
  const wanted = labels(typed);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (wanted.length === 0) return;
    if (await verb.run(() => addBeds(house.id, wanted))) setTyped("");
  };
  return (
    <form className="add-beds" onSubmit={(event) => void send(event)}>
      <Labelled name={say.t("console.houses.beds")}>
        <span className="field with-input">
          <input type="text" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </span>
      </Labelled>
      <button type="submit" className="btn" aria-disabled={verb.busy || wanted.length === 0}>
        {say.t("console.houses.add_beds")}
      </button>
      <Refused text={verb.refused} />
    </form>
  );
}

/** The child stands at the door: how it is, with whom, what it carries, which bed; words are kept sealed. */
import type { BedBoardRow, Condition, Id, TaskRow, WhoIsIt } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Chips } from "../parts/Chips.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { BedPicker } from "./BedPicker.tsx";
import { admit } from "./verbs.ts";
import { whichChild } from "./whichChild.ts";

const CONDITIONS: readonly Condition[] = ["well", "tired", "frightened", "ill", "hurt"];

type Props = { task: TaskRow; board: BedBoardRow; onLeave: () => void };

export function ArrivalForm({ task, board, onLeave }: Props) {
  const say = useSay();
  const verb = useVerb();
  const [bed, setBed] = useState<Id | null>(null);
  const [condition, setCondition] = useState<Condition | null>(null);
  const [with_whom, setWithWhom] = useState("");
  const [items, setItems] = useState("");
  /** What can be said of a child who is written down as staying already. */
  const [legal, setLegal] = useState<readonly WhoIsIt[]>([]);
  const kept = task.bed?.state === "held" ? task.bed : null;
  const send = (who: WhoIsIt | null) => {
    const said = {
      bed,
      who,
      condition,
      brought_by: with_whom.trim() || null,
      items: items.trim() || null,
    };
    void verb.run(async () => {
      try {
        return await admit(task.dispatch_id, said);
      } catch (error) {
        setLegal(whichChild(error));
        throw error;
      }
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(null);
  };
  return (
    <form className="arrival" aria-label={say.t("console.centre.arrival")} onSubmit={submit}>
      <p className="mute small">{say.t("console.centre.condition")}</p>
      <Chips
        label={say.t("console.centre.condition")}
        choices={CONDITIONS.map((code) => ({ code, label: say.word("condition", code) }))}
        chosen={condition ? [condition] : []}
        onChange={([code]) => setCondition((code as Condition | undefined) ?? null)}
      />
      <label className="pick small">
        <span className="mute">{say.t("console.centre.brought_by")}</span>
        <span className="field with-input">
          <input
            type="text"
            maxLength={200}
            value={with_whom}
            onChange={(event) => setWithWhom(event.target.value)}
          />
        </span>
      </label>
      <label className="pick small">
        <span className="mute">{say.t("console.centre.items")}</span>
        <textarea
          className="field area"
          rows={2}
          maxLength={1000}
          value={items}
          onChange={(event) => setItems(event.target.value)}
        />
      </label>
      <BedPicker
        board={board}
        sex={task.details?.child.sex ?? null}
        bed={bed}
        onPick={setBed}
        first={
          kept?.house
            ? say.t("console.centre.kept_bed", {
                bed: `${say.words(kept.house)} ${say.n(kept.label ?? "")}`,
              })
            : undefined
        }
      />
      <div className="row">
        <button type="submit" className="btn primary" aria-disabled={verb.busy}>
          {say.t("console.centre.record")}
        </button>
        {legal.map((who) => (
          <button
            key={who}
            type="button"
            className="btn"
            aria-disabled={verb.busy}
            onClick={() => send(who)}
          >
            {say.word("who_is_it", who)}
          </button>
        ))}
        <button type="button" className="btn quiet" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** A child comes to stay without anybody having been asked to bring it; what nobody knows is left out. */
import { institutionsAdmit, Problem } from "@helpline/shared/api";
import { newId } from "@helpline/shared/new-id";
import type {
  BedBoardRow,
  Condition,
  Id,
  MoreReason,
  NewStay,
  WhoIsIt,
} from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Chips } from "../parts/Chips.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { BedPicker } from "./BedPicker.tsx";
import { CAME_BY, SEXES, WHY_OVER } from "./care/codes.ts";
import { whichChild } from "./whichChild.ts";

type Sex = (typeof SEXES)[number];
const CONDITIONS: readonly Condition[] = ["well", "tired", "frightened", "ill", "hurt"];
const LONGEST = { name: 200, age: 60, ticket: 40, brought_by: 200, items: 1000 } as const;
type Typed = Record<keyof typeof LONGEST, string>;
const NOTHING: Typed = { name: "", age: "", ticket: "", brought_by: "", items: "" };

export function AdmitForm({ board, onDone }: { board: BedBoardRow; onDone: () => void }) {
  const say = useSay();
  const verb = useVerb();
  /** Sent again after a broken line, it admits nobody twice. */
  const [id] = useState(newId);
  const [came_by, setCameBy] = useState<NewStay["came_by"] | "">("");
  const [sex, setSex] = useState<Sex | "">("");
  const [typed, setTyped] = useState<Typed>(NOTHING);
  const [condition, setCondition] = useState<Condition | null>(null);
  const [bed, setBed] = useState<Id | null>(null);
  const [over_reason, setWhy] = useState<MoreReason | "">("");
  /** What the server asked for: a reason, or which child it is. */
  const [asked, setAsked] = useState<Asked>(NOTHING_ASKED);
  const before = came_by === "returned";
  const send = async (who: WhoIsIt | null = null) => {
    if (!came_by) return;
    const said = trimmed(typed);
    const child = { name: said.name, age: said.age, sex: sex || null };
    const body: NewStay = {
      id,
      came_by,
      bed,
      who,
      condition,
      brought_by: said.brought_by,
      items: said.items,
      over_reason: over_reason || null,
      ...(before ? { ticket: said.ticket } : {}),
      ...(!before || who === "another" ? { child } : {}),
    };
    const made = await verb.run(async () => {
      try {
        return await institutionsAdmit({ path: { centre_id: board.id }, body });
      } catch (error) {
        setAsked((was) => wanted(error, was));
        throw error;
      }
    });
    if (made) onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  const field = (name: keyof Typed) => (
    <Labelled name={say.t(`console.admit.${name}`)} wide>
      <input
        className="field"
        maxLength={LONGEST[name]}
        value={typed[name]}
        onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
      />
    </Labelled>
  );
  const lacks = !came_by || (before && !typed.ticket.trim());
  return (
    <form className="book admit" aria-label={say.t("console.care.admit")} onSubmit={submit}>
      <Labelled name={say.t("console.admit.came_by")} wide>
        <Options value={came_by} codes={CAME_BY} family="came_by" none="—" onPick={setCameBy} />
      </Labelled>
      {before && field("ticket")}
      {(!before || asked.who.includes("another")) && (
        <>
          <Labelled name={say.t("console.admit.sex")} wide>
            <Options value={sex} codes={SEXES} family="child_sex" none="—" onPick={setSex} />
          </Labelled>
          {field("name")}
          {field("age")}
        </>
      )}
      <div className="whole">
        <p className="small mute">{say.t("console.centre.condition")}</p>
        <Chips
          label={say.t("console.centre.condition")}
          choices={CONDITIONS.map((code) => ({ code, label: say.word("condition", code) }))}
          chosen={condition ? [condition] : []}
          onChange={([code]) => setCondition((code as Condition | undefined) ?? null)}
        />
      </div>
      {field("brought_by")}
      {field("items")}
      <div className="whole">
        <BedPicker board={board} sex={sex || null} bed={bed} onPick={setBed} />
      </div>
      {asked.reason && (
        <Labelled name={say.t("console.admit.over_reason")} wide>
          <Options value={over_reason} codes={WHY_OVER} family="more" none="—" onPick={setWhy} />
        </Labelled>
      )}
      <div className="row">
        <button type="submit" className="btn primary" aria-disabled={verb.busy || lacks}>
          {say.t("console.care.admit")}
        </button>
        {asked.who.map((who) => (
          <button
            key={who}
            type="button"
            className="btn"
            aria-disabled={verb.busy}
            onClick={() => void send(who)}
          >
            {say.word("who_is_it", who)}
          </button>
        ))}
        <button type="button" className="btn quiet" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

function trimmed(typed: Typed): Record<keyof Typed, string | null> {
  const whole = (name: keyof Typed) => typed[name].trim() || null;
  return {
    name: whole("name"),
    age: whole("age"),
    ticket: whole("ticket"),
    brought_by: whole("brought_by"),
    items: whole("items"),
  };
}

type Asked = { reason: boolean; who: readonly WhoIsIt[] };
const NOTHING_ASKED: Asked = { reason: false, who: [] };

function wanted(error: unknown, was: Asked): Asked {
  if (!(error instanceof Problem)) return was;
  return {
    reason: was.reason || error.code === "no_bed_here",
    who: whichChild(error),
  };
}

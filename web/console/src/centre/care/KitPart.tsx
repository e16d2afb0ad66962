/** What the child was given, when and by whom, and what is still to be given. */
import { careGive, careUndoGive } from "@helpline/shared/api";
import type { CareFile } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Options } from "../../children/Options.tsx";
import { DateField } from "../../dates/DateField.tsx";
import { Part } from "../../directory/parts.tsx";
import { useNow } from "../../live/useNow.ts";
import { Labelled } from "../../parts/Labelled.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { dayOf, noonOf } from "./clock.ts";
import { ITEMS } from "./codes.ts";
import { useCareVerb } from "./useCare.ts";

type Given = CareFile["kit"][number];

export function KitPart({ file, writes }: { file: CareFile; writes: boolean }) {
  const say = useSay();
  return (
    <Part title={say.t("console.care.kit")}>
      {file.lacking.length === 0 ? (
        <p className="small mute">{say.t("console.care.nothing_lacks")}</p>
      ) : (
        <p className="small">
          {say.t("console.care.lacks", {
            what: file.lacking
              .map(({ item, count }) =>
                count > 1
                  ? say.t("console.care.n_of", { n: count, item: say.word("kit", item) })
                  : say.word("kit", item),
              )
              .join(", "),
          })}
        </p>
      )}
      <ul className="file-list">
        {file.kit.map((one) => (
          <Line key={one.id} id={file.id} one={one} writes={writes} />
        ))}
      </ul>
      {writes && <Give id={file.id} lacking={file.lacking} />}
    </Part>
  );
}

function Line({ id, one, writes }: { id: string; one: Given; writes: boolean }) {
  const say = useSay();
  const verb = useCareVerb(id);
  const path = { stay_id: id, issue_id: one.id };
  const what = say.t("console.care.n_of", { n: one.count, item: say.word("kit", one.item) });
  return (
    <li>
      <div className="row">
        {one.undone_at ? <s>{what}</s> : <span>{what}</span>}
        <span className="small mute end">
          <span className="num">{say.day(noonOf(one.given_on))}</span> · {say.words(one.by)}
        </span>
        {writes && !one.undone_at && (
          <button
            type="button"
            className="btn quiet slim"
            aria-label={`${say.t("console.care.mistake")}: ${what}`}
            aria-disabled={verb.busy}
            onClick={() => void verb.put(() => careUndoGive({ path }))}
          >
            {say.t("console.care.mistake")}
          </button>
        )}
      </div>
      {one.undone_at && (
        <p className="small mute">
          {say.t("console.care.undone", { who: say.words(one.undone_by) })}
        </p>
      )}
      <Refused text={verb.refused} />
    </li>
  );
}

function Give({ id, lacking }: { id: string; lacking: CareFile["lacking"] }) {
  const say = useSay();
  const now = useNow();
  const verb = useCareVerb(id);
  const [picked, setPicked] = useState<Given["item"] | "">("");
  const [count, setCount] = useState(1);
  const [day, setDay] = useState<string | null>(dayOf(now));
  const item = picked || lacking[0]?.item || "clothes";
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!day) return;
    const body = { item, count, given_on: day };
    const path = { stay_id: id };
    if (await verb.add(body, (sent) => careGive({ path, body: { ...body, id: sent } }))) {
      setPicked("");
      setCount(1);
    }
  };
  return (
    <form
      className="book"
      aria-label={say.t("console.care.give")}
      onSubmit={(event) => void send(event)}
    >
      <Labelled name={say.t("console.care.what")} wide>
        <Options value={item} codes={ITEMS} family="kit" onPick={setPicked} />
      </Labelled>
      <Labelled name={say.t("console.care.how_many")}>
        <select
          className="field"
          value={count}
          onChange={({ target }) => setCount(Number(target.value))}
        >
          {[1, 2, 3, 4, 5].map((n) => (
            <option key={n} value={n}>
              {say.n(n)}
            </option>
          ))}
        </select>
      </Labelled>
      <DateField wide required name={say.t("console.care.day")} value={day ?? ""} onSay={setDay} />
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !day}>
          {say.t("console.care.give")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

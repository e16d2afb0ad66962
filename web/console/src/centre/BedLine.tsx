/** One bed where its house is changed: its label, and whether it stays. */
import type { BedRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { BED_LOOK } from "./beds.ts";
import { removeBed, renameBed } from "./verbs.ts";

export function BedLine({ bed }: { bed: BedRow }) {
  const say = useSay();
  const [asking, setAsking] = useState<"label" | "remove" | null>(null);
  const [hue, icon] = BED_LOOK[bed.state];
  const empty = bed.state === "free" || bed.state === "out";
  const label = say.n(bed.label);
  return (
    <li className="bed-line">
      <b className="num">{label}</b>
      <StateWord hue={hue} icon={icon}>
        {say.word("bed_state", bed.state)}
      </StateWord>
      {asking === null && (
        <span className="row end">
          <button
            type="button"
            className="btn quiet slim"
            aria-label={`${say.t("console.houses.rename")}: ${label}`}
            onClick={() => setAsking("label")}
          >
            {say.t("console.houses.rename")}
          </button>
          {empty && (
            <button
              type="button"
              className="btn quiet slim"
              aria-label={`${say.t("console.houses.remove")}: ${label}`}
              onClick={() => setAsking("remove")}
            >
              {say.t("console.houses.remove")}
            </button>
          )}
        </span>
      )}
      {asking === "label" && <Rename bed={bed} onDone={() => setAsking(null)} />}
      {asking === "remove" && <Remove bed={bed} onDone={() => setAsking(null)} />}
    </li>
  );
}

type Props = { bed: BedRow; onDone: () => void };

function Rename({ bed, onDone }: Props) {
  const say = useSay();
  const verb = useVerb();
  const [typed, setTyped] = useState(bed.label);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() && (await verb.run(() => renameBed(bed.id, typed.trim())))) onDone();
  };
  return (
    <form className="add-beds whole" onSubmit={(event) => void send(event)}>
      <Labelled name={say.t("console.houses.label")}>
        <span className="field with-input">
          <input
            type="text"
            maxLength={12}
            value={typed}
            // biome-ignore lint/a11y/noAutofocus: it was opened by the press just now.
            autoFocus
            onChange={(event) => setTyped(event.target.value)}
          />
        </span>
      </Labelled>
      <button type="submit" className="btn" aria-disabled={verb.busy || !typed.trim()}>
        {say.t("console.houses.save")}
      </button>
      <button type="button" className="btn quiet" onClick={onDone}>
        {say.t("common.cancel")}
      </button>
      <Refused text={verb.refused} />
    </form>
  );
}

function Remove({ bed, onDone }: Props) {
  const say = useSay();
  const verb = useVerb();
  return (
    <div className="add-beds whole">
      <span>{say.t("console.houses.really", { label: say.n(bed.label) })}</span>
      <button
        type="button"
        className="btn"
        aria-disabled={verb.busy}
        onClick={() => void verb.run(() => removeBed(bed.id))}
      >
        {say.t("console.houses.remove")}
      </button>
      {/* biome-ignore lint/a11y/noAutofocus: what loses nothing is at hand. */}
      <button type="button" className="btn quiet" autoFocus onClick={onDone}>
        {say.t("common.cancel")}
      </button>
      <Refused text={verb.refused} />
    </div>
  );
}

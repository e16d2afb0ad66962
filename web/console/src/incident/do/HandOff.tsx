/** Agencies with a part of their own: the parts they have, and which others to ask, several at once. */
import type { AgencyRow, DispatchRow, IncidentRow, UnmetRow } from "@helpline/shared/types";
import { type KeyboardEvent, useState } from "react";
import { useKeys } from "../../keys/useKeys.ts";
import { Cap } from "../../parts/Cap.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { type Say, useSay } from "../../say/useSay.ts";
import { useVerb } from "../useVerb.ts";
import { handOff } from "../verbs.ts";
import { DispatchCard } from "./DispatchCard.tsx";
import { useAgencies } from "./useAgencies.ts";

type Props = { incident: IncidentRow; parts: DispatchRow[]; unmet: UnmetRow[]; open: boolean };

export function HandOff({ incident, parts, unmet, open }: Props) {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  useKeys({ hand_off: () => open && setAsking(true) });
  if (!open && parts.length === 0) return null;
  return (
    <section className="hand-off">
      <h2 className="sub-head row">
        {say.t("console.hand_off.title")}
        {parts.length > 0 && <span className="end num">{say.n(parts.length)}</span>}
      </h2>
      {parts.map((row) => (
        <DispatchCard key={row.id} row={row} />
      ))}
      {open && !asking && (
        <button type="button" className="btn quiet slim ask" onClick={() => setAsking(true)}>
          <Icon name="users" />
          {say.t("console.hand_off.open")}
          <Cap action="hand_off" />
        </button>
      )}
      {open && asking && (
        <Choice incident={incident} parts={parts} unmet={unmet} onLeave={() => setAsking(false)} />
      )}
    </section>
  );
}

type ChoiceProps = Omit<Props, "open"> & { onLeave: () => void };

function Choice({ incident, parts, unmet, onLeave }: ChoiceProps) {
  const say = useSay();
  const verb = useVerb();
  const rows = useAgencies(incident, parts);
  const [picked, setPicked] = useState<readonly AgencyRow["agency"][]>([]);
  const free = rows.filter((row) => row.dispatch_id === null);
  const toggle = (agency: AgencyRow["agency"]) =>
    setPicked((now) =>
      now.includes(agency) ? now.filter((one) => one !== agency) : [...now, agency],
    );
  const send = async () => {
    if (picked.length === 0) return;
    if (await verb.run(() => handOff(incident.id, picked))) onLeave();
  };
  const told = (row: AgencyRow) => unmet.some(({ agency }) => agency === row.agency);
  const tell = (row: AgencyRow) => void verb.run(() => handOff(incident.id, [row.agency]));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onLeave();
  };
  return (
    <fieldset className="agencies" onKeyDown={onKeyDown}>
      <legend className="small mute">{say.t("console.hand_off.which")}</legend>
      {!incident.place && <p className="mute small">{say.t("console.do.place_first")}</p>}
      {free.map((row, at) => (
        <div key={row.agency} className="row">
          <label className="agency grow">
            <input
              type="checkbox"
              // biome-ignore lint/a11y/noAutofocus: opened by a press, it goes on where the press was
              autoFocus={at === 0}
              checked={picked.includes(row.agency)}
              disabled={askable(row) === undefined}
              onChange={() => toggle(row.agency)}
            />
            <span>
              {say.t(`agency.${row.agency}`)}
              <span className="mute small"> · {whoOrWhy(row, say)}</span>
            </span>
          </label>
          {incident.place && askable(row) === undefined && !told(row) && (
            <button
              type="button"
              className="btn quiet slim end"
              aria-label={`${say.t("console.unmet.tell")}: ${say.t(`agency.${row.agency}`)}`}
              aria-disabled={verb.busy}
              onClick={() => tell(row)}
            >
              <Icon name="bell" />
              {say.t("console.unmet.tell")}
            </button>
          )}
        </div>
      ))}
      <div className="row">
        <button
          type="button"
          className="btn primary slim"
          aria-disabled={verb.busy || picked.length === 0}
          onClick={() => void send()}
        >
          <Icon name="go" />
          {verb.busy
            ? say.t("common.sending")
            : say.t("console.hand_off.ask", { n: picked.length })}
        </button>
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.back")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </fieldset>
  );
}

function askable(row: AgencyRow) {
  return row.holders.find(({ why_not }) => why_not === null);
}

/** Who would be asked first, or why nobody can be. */
function whoOrWhy(row: AgencyRow, say: Say): string {
  const first = askable(row);
  if (first?.name) return say.words(first.name);
  const codes = row.holders.map(({ why_not }) => why_not?.code ?? "");
  const reasons = codes.length > 0 ? [...new Set(codes)] : ["no_post"];
  return reasons.map((code) => say.word("why_agency", code)).join("; ");
}

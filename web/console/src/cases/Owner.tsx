/** Whose case it is: the owner, whoever is asked to take it on, supervisor, team and place; it passes only when accepted. */
import {
  casesAccept,
  casesAssign,
  casesDecline,
  casesPlace,
  casesWithdraw,
} from "@helpline/shared/api";
import type { AssignmentRow, CaseRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { Part } from "../directory/parts.tsx";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { WHY_DECLINED } from "./codes.ts";
import { PersonPick } from "./Fields.tsx";
import { nameOf } from "./Marks.tsx";
import type { PartProps } from "./parts.ts";
import { useCaseVerb } from "./useCase.ts";

export function OwnerPart({ row, may }: PartProps) {
  const say = useSay();
  const [open, setOpen] = useState<"assign" | "place" | null>(null);
  const shut = () => setOpen(null);
  return (
    <Part title={say.t("console.case.whose")}>
      <dl className="case-said small">
        <div>
          <dt className="mute">{say.t("console.case.owner")}</dt>
          <dd>{nameOf(row.owner, say)}</dd>
        </div>
        <div>
          <dt className="mute">{say.t("console.case.supervisor")}</dt>
          <dd>{row.supervisor ? nameOf(row.supervisor, say) : say.t("console.case.nobody_yet")}</dd>
        </div>
        {row.team && (
          <div>
            <dt className="mute">{say.t("console.case.team")}</dt>
            <dd>{row.team}</dd>
          </div>
        )}
        <div>
          <dt className="mute">{say.t("console.case.place")}</dt>
          <dd>{row.place ? say.words(row.place.name) : say.t("console.case.place_unknown")}</dd>
        </div>
      </dl>
      {row.assignment && <Asked row={row} asked={row.assignment} mayWithdraw={may.assign} />}
      {open === null && (
        <div className="row">
          {may.assign && !row.assignment && (
            <button type="button" className="btn slim" onClick={() => setOpen("assign")}>
              <Icon name="xfer" />
              {say.t("console.case.assign")}
            </button>
          )}
          {may.write && (
            <button type="button" className="btn quiet slim" onClick={() => setOpen("place")}>
              {say.t("console.case.set_place")}
            </button>
          )}
        </div>
      )}
      {open === "assign" && <Assign row={row} onDone={shut} />}
      {open === "place" && (
        <SetPlace row={row} mayName={may.approve || !row.supervisor} onDone={shut} />
      )}
    </Part>
  );
}

type AskedProps = { row: CaseRow; asked: AssignmentRow; mayWithdraw: boolean };

function Asked({ row, asked, mayWithdraw }: AskedProps) {
  const say = useSay();
  const now = useNow();
  const verb = useCaseVerb();
  const isMine = useMe()?.id === asked.to.id;
  const [declining, setDeclining] = useState(false);
  const path = { case_id: row.id };
  return (
    <div className="notice st waiting small">
      <p>
        <StateWord hue="waiting" icon="hour">
          {isMine
            ? say.t("console.case.you_are_asked", { who: nameOf(asked.asked_by, say) })
            : say.t("console.case.is_asked", { who: nameOf(asked.to, say) })}
        </StateWord>{" "}
        <span className="num">{say.dayOrClock(asked.asked_at, now)}</span>
      </p>
      {isMine && !declining && (
        <div className="row">
          <button
            type="button"
            className="btn primary slim"
            aria-disabled={verb.busy}
            onClick={() => void verb.run(() => casesAccept({ path }))}
          >
            <Icon name="check" />
            {say.t("console.case.accept")}
          </button>
          <button type="button" className="btn slim" onClick={() => setDeclining(true)}>
            {say.t("console.case.decline")}
          </button>
        </div>
      )}
      {isMine && declining && (
        <OneOf
          title={say.t("console.case.why_declined")}
          codes={WHY_DECLINED}
          family="case_declined"
          onPick={(reason) => void verb.run(() => casesDecline({ path, body: { reason } }))}
          onLeave={() => setDeclining(false)}
        />
      )}
      {!isMine && mayWithdraw && (
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => casesWithdraw({ path }))}
        >
          {say.t("console.case.withdraw")}
        </button>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

type FormProps = { row: CaseRow; onDone: () => void };

function Assign({ row, onDone }: FormProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const [to, setTo] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!to) return;
    void verb.run(async () => {
      await casesAssign({ path: { case_id: row.id }, body: { to } });
      onDone();
    });
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={say.t("console.case.assign")}>
      <PersonPick
        name={say.t("console.case.assign_to")}
        none="—"
        value={to}
        without={row.owner.id}
        onPick={setTo}
      />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !to}>
          <Icon name="go" />
          {say.t("console.case.ask_to_take")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** What is left out stays as it is; another supervisor in the place of one is named by a supervisor. */
function SetPlace({ row, mayName, onDone }: FormProps & { mayName: boolean }) {
  const say = useSay();
  const verb = useCaseVerb();
  const [place, setPlace] = useState<string | null>(null);
  const [supervisor, setSupervisor] = useState("");
  const [team, setTeam] = useState(row.team ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void verb.run(async () => {
      const told = team.trim() === (row.team ?? "") ? null : team.trim();
      const body = { place, supervisor: supervisor || null, team: told };
      await casesPlace({ path: { case_id: row.id }, body });
      onDone();
    });
  };
  return (
    <form className="book case-form" onSubmit={submit} aria-label={say.t("console.case.set_place")}>
      <PlaceField
        label={say.t("console.case.place")}
        start={row.place ? say.words(row.place.name) : ""}
        onPick={setPlace}
      />
      {mayName && (
        <PersonPick
          supervisors
          name={say.t("console.case.supervisor")}
          none={row.supervisor ? nameOf(row.supervisor, say) : say.t("console.case.nobody_yet")}
          value={supervisor}
          onPick={setSupervisor}
        />
      )}
      <Labelled name={say.t("console.case.team")} wide>
        <input
          className="field"
          maxLength={80}
          value={team}
          onChange={({ target }) => setTeam(target.value)}
        />
      </Labelled>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy}>
          <Icon name="check" />
          {say.t("console.case.save")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

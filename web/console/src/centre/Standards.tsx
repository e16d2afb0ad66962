/** A centre as an institution: seats and residents, the checklist of minimum standards, and what is to be improved. */
import {
  institutionsDrop,
  institutionsFinish,
  institutionsImprove,
  institutionsImprovements,
  institutionsRegister,
  institutionsReopen,
} from "@helpline/shared/api";
import type { Id, ImprovementRow, Improvements } from "@helpline/shared/types";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { DateField } from "../dates/DateField.tsx";
import { Part } from "../directory/parts.tsx";
import { aboutCentre } from "../forms/about.ts";
import { FilledForms } from "../forms/FilledForms.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge, type Hue } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { dayOf, noonOf } from "./care/clock.ts";

const improvementsQuery = (centre_id: Id) =>
  queryOptions({
    queryKey: ["improvements", centre_id],
    queryFn: ({ signal }) => institutionsImprovements({ path: { centre_id }, signal }),
  });

const registerQuery = (centre_id: Id) =>
  queryOptions({
    queryKey: ["register", centre_id],
    queryFn: ({ signal }) => institutionsRegister({ path: { centre_id }, signal }),
  });

/** Of one's own centre. */
export function Standards() {
  const say = useSay();
  const id = useMe()?.centre_id;
  return (
    <main className="paper care">
      <div className="file-head">
        <Link to="/centre" className="small quiet-link">
          {say.t("console.care.to_desk")}
        </Link>
        <h1>{say.t("console.standards.title")}</h1>
      </div>
      {id && <Parts id={id} />}
    </main>
  );
}

/** Of any centre, for whoever oversees them. */
export function OverseenStandards() {
  const say = useSay();
  const { id = "" } = useParams({ strict: false });
  return (
    <main className="paper care">
      <div className="file-head">
        <Link to="/directory/centres/$id" params={{ id }} className="small quiet-link">
          {say.t("console.care.back")}
        </Link>
        <h1>{say.t("console.standards.title")}</h1>
      </div>
      <Parts id={id} />
    </main>
  );
}

function Parts({ id }: { id: Id }) {
  const say = useSay();
  const about = useMemo(() => aboutCentre(id), [id]);
  return (
    <>
      <Residents id={id} />
      <ImprovementsPart id={id} />
      <Part title={say.t("console.standards.checklist")}>
        <FilledForms about={about} purpose="minimum_standard" />
      </Part>
    </>
  );
}

function Residents({ id }: { id: Id }) {
  const say = useSay();
  const { data } = useQuery(registerQuery(id));
  if (!data) return null;
  const seats = data.seats === null ? say.t("console.centre.unknown") : say.n(data.seats);
  return (
    <p className="num">{say.t("console.standards.residents", { n: data.residents, seats })}</p>
  );
}

function ImprovementsPart({ id }: { id: Id }) {
  const say = useSay();
  const { data } = useQuery(improvementsQuery(id));
  const [adding, setAdding] = useState(false);
  return (
    <Part title={say.t("console.standards.improvements")}>
      {data?.items.length === 0 && (
        <p className="small mute">{say.t("console.standards.nothing")}</p>
      )}
      <ul className="file-list">
        {data?.items.map((one) => (
          <Line key={one.id} centre={id} one={one} />
        ))}
      </ul>
      {data && !adding && (
        <button type="button" className="btn slim" onClick={() => setAdding(true)}>
          {say.t("console.standards.add")}
        </button>
      )}
      {data && adding && <Add centre={id} owners={data.owners} onDone={() => setAdding(false)} />}
    </Part>
  );
}

/** The answer of each verb is the whole list as it is now. */
function usePut(centre: Id) {
  const kept = useQueryClient();
  const verb = useVerb();
  const put = async (work: () => Promise<Improvements>) => {
    const made = await verb.run(work);
    if (made) kept.setQueryData(improvementsQuery(centre).queryKey, made);
    return made !== null;
  };
  return { ...verb, put };
}

function hueOf(one: ImprovementRow, now: number): Hue {
  if (one.state === "done") return "safe";
  if (one.state === "dropped") return "none";
  return one.due_on < dayOf(now) ? "overdue" : "info";
}

function Line({ centre, one }: { centre: Id; one: ImprovementRow }) {
  const say = useSay();
  const now = useNow();
  const verb = usePut(centre);
  const [how, setHow] = useState("");
  const [asking, setAsking] = useState(false);
  const path = { improvement_id: one.id };
  const body = { how: how.trim() || null };
  const hue = hueOf(one, now);
  const late = hue === "overdue";
  return (
    <li className={`edge st ${hue}`}>
      <div className="row">
        <b className="grow">{one.what}</b>
        <Badge hue={hue}>
          {late ? say.t("console.standards.late") : say.word("improvement", one.state)}
        </Badge>
      </div>
      <p className="small mute">
        {say.t("console.standards.who_when", {
          who: say.words(one.owner),
          day: say.day(noonOf(one.due_on)),
        })}
        {one.how && ` · ${one.how}`}
      </p>
      {one.state === "open" && !asking && (
        <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
          {say.t("console.standards.end")}
        </button>
      )}
      {one.state === "open" && asking && (
        <div className="book">
          <Words
            rows={1}
            name={say.t("console.standards.how")}
            value={how}
            max={400}
            onText={setHow}
          />
          <div className="row">
            <button
              type="button"
              className="btn primary slim"
              aria-disabled={verb.busy}
              onClick={() => void verb.put(() => institutionsFinish({ path, body }))}
            >
              {say.t("console.standards.finish")}
            </button>
            <button
              type="button"
              className="btn slim"
              aria-disabled={verb.busy || !body.how}
              onClick={() => body.how && void verb.put(() => institutionsDrop({ path, body }))}
            >
              {say.t("console.standards.drop")}
            </button>
            <button type="button" className="btn quiet slim" onClick={() => setAsking(false)}>
              {say.t("common.cancel")}
            </button>
          </div>
        </div>
      )}
      {one.state === "done" && (
        <button
          type="button"
          className="btn quiet slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.put(() => institutionsReopen({ path }))}
        >
          {say.t("console.standards.reopen")}
        </button>
      )}
      <Refused text={verb.refused} />
    </li>
  );
}

type AddProps = { centre: Id; owners: Improvements["owners"]; onDone: () => void };

function Add({ centre, owners, onDone }: AddProps) {
  const say = useSay();
  const now = useNow();
  const verb = usePut(centre);
  const [what, setWhat] = useState("");
  const [owner, setOwner] = useState(owners[0]?.id ?? "");
  const [day, setDay] = useState<string | null>("");
  const lacks = !what.trim() || !owner || !day;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (lacks || !day) return;
    const body = { what: what.trim(), owner, due_on: day };
    if (await verb.put(() => institutionsImprove({ path: { centre_id: centre }, body }))) onDone();
  };
  return (
    <form
      className="book"
      aria-label={say.t("console.standards.add")}
      onSubmit={(event) => void send(event)}
    >
      <Words name={say.t("console.standards.what")} value={what} max={400} onText={setWhat} />
      <Labelled name={say.t("console.standards.owner")} wide>
        <select className="field" value={owner} onChange={({ target }) => setOwner(target.value)}>
          {owners.map((one) => (
            <option key={one.id} value={one.id}>
              {say.words(one.name)}
            </option>
          ))}
        </select>
      </Labelled>
      <DateField
        wide
        required
        name={say.t("console.standards.until")}
        value={day ?? ""}
        min={dayOf(now)}
        onSay={setDay}
      />
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          {say.t("console.care.save")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** The cases a ticket belongs to, and the ways to one: opening it from here, or naming one there is. */
import { casesAddIncident, casesFind } from "@helpline/shared/api";
import type { IncidentRow } from "@helpline/shared/types";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { OpenCase } from "./OpenCase.tsx";
import { ByNumber } from "./Tickets.tsx";

/** Fetched when it is pressed: few calls complain of a transfer. */
const Complain = lazy(() =>
  import("../cash/Complain.tsx").then((part) => ({ default: part.Complain })),
);

export function IncidentCases({
  incident,
  readOnly,
}: {
  incident: IncidentRow;
  readOnly: boolean;
}) {
  const say = useSay();
  const navigate = useNavigate();
  const can = useMe()?.permissions ?? [];
  const [doing, setDoing] = useState<"open" | "link" | "complain" | null>(null);
  const may = !readOnly && incident.state !== "linked" && can.includes("cases.start");
  if (!can.includes("cases.open") || (incident.cases.length === 0 && !may)) return null;
  const link = async (number: string) => {
    const [found] = (await casesFind({ query: { number } })).items;
    if (!found) return false;
    await casesAddIncident({ path: { case_id: found.id }, body: { incident: incident.id } });
    setDoing(null);
    return true;
  };
  return (
    <section className="blk" aria-label={say.t("console.cases.of_incident")}>
      <h2>
        <Icon name="users" />
        {say.t("console.cases.of_incident")}
        <b className="end num">{say.n(incident.cases.length)}</b>
      </h2>
      <ul>
        {incident.cases.map(({ id, number }) => (
          <li key={id}>
            <Link to="/cases/$id" params={{ id }} className="quiet-link num">
              {say.n(number)}
            </Link>
          </li>
        ))}
      </ul>
      {may && doing === null && (
        <div className="row">
          <button type="button" className="btn quiet slim" onClick={() => setDoing("open")}>
            <Icon name="pen" />
            {say.t("console.case.open")}
          </button>
          <button type="button" className="btn quiet slim" onClick={() => setDoing("link")}>
            <Icon name="link" />
            {say.t("console.cases.link")}
          </button>
          {can.includes("cash.complain") && (
            <button type="button" className="btn quiet slim" onClick={() => setDoing("complain")}>
              <Icon name="flag" />
              {say.t("console.cash.complain")}
            </button>
          )}
        </div>
      )}
      {doing === "open" && (
        <OpenCase
          incident={incident.id}
          onOpened={({ id }) => void navigate({ to: "/cases/$id", params: { id } })}
          onLeave={() => setDoing(null)}
        />
      )}
      {doing === "link" && (
        <ByNumber
          title={say.t("console.cases.link")}
          label={say.t("console.case.number")}
          onAdd={link}
          onLeave={() => setDoing(null)}
        />
      )}
      {doing === "complain" && (
        <Suspense fallback={null}>
          <Complain incidentId={incident.id} onLeave={() => setDoing(null)} />
        </Suspense>
      )}
    </section>
  );
}

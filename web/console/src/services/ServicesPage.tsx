/** Who does what where: organisations, services and areas of a district, and the services themselves. */
import type { ServiceKind, WhoDoesWhat } from "@helpline/shared/types";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { EndService } from "./EndService.tsx";
import { EnterService } from "./EnterService.tsx";
import { Service } from "./Service.tsx";
import { turned } from "./table.ts";
import { districtQuery, SERVICES, servicesQuery } from "./verbs.ts";

export function ServicesPage() {
  const say = useSay();
  const manages = useMe()?.permissions.includes("directory.manage") ?? false;
  const [place, setPlace] = useState<string | null>(null);
  const [kind, setKind] = useState<ServiceKind | "">("");
  const { data } = useQuery({ ...districtQuery(place), placeholderData: keepPreviousData });
  return (
    <main className="paper services">
      <div className="paper-head">
        <h1>{say.t("console.services.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.services.note")}</p>
      <search className="book find">
        <PlaceField label={say.t("console.services.district")} onPick={setPlace} />
        <Labelled name={say.t("console.services.kind")}>
          <select
            className="field"
            value={kind}
            onChange={(event) => setKind(event.target.value as ServiceKind | "")}
          >
            <option value="">{say.t("console.services.every")}</option>
            {SERVICES.map((code) => (
              <option key={code} value={code}>
                {say.word("service", code)}
              </option>
            ))}
          </select>
        </Labelled>
      </search>
      {data && <Where found={data} only={kind} />}
      <List place={place} kind={kind} manages={manages} />
      {manages && <EnterService />}
    </main>
  );
}

function Where({ found, only }: { found: WhoDoesWhat; only: ServiceKind | "" }) {
  const say = useSay();
  const { kinds, lines, bare } = turned(found, only ? [only] : SERVICES);
  if (!found.district) return <p role="status">{say.t("console.services.nothing")}</p>;
  const title = say.t("console.services.where", { district: say.words(found.district.name) });
  return (
    <section aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
      </h2>
      {lines.length === 0 ? (
        <p className="pad mute" role="status">
          {say.t("console.services.nobody")}
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the page is moved by the keyboard
        <section className="services-wide" tabIndex={0} aria-label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say.t("console.services.area")}</th>
                {kinds.map((kind) => (
                  <th key={kind} scope="col">
                    {say.word("service", kind)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map(({ area, cells }) => (
                <tr key={area.code}>
                  <th scope="row">{say.words(area.name)}</th>
                  {cells.map((cell, at) => (
                    <td key={kinds[at]}>
                      {cell.length === 0 ? (
                        <span className="mute">{say.t("console.services.gap")}</span>
                      ) : (
                        cell.map(({ code, name }) => <p key={code}>{say.words(name)}</p>)
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {lines.length > 0 && bare.length > 0 && (
        <details className="why pad">
          <summary>{say.t("console.services.bare", { n: bare.length })}</summary>
          <p className="small">{bare.map(({ name }) => say.words(name)).join(", ")}</p>
        </details>
      )}
    </section>
  );
}

type ListProps = { place: string | null; kind: ServiceKind | ""; manages: boolean };

function List({ place, kind, manages }: ListProps) {
  const say = useSay();
  const { data } = useQuery({ ...servicesQuery(place, kind), placeholderData: keepPreviousData });
  if (!data) return null;
  const n = data.items.length;
  return (
    <section aria-label={say.t("console.services.list")}>
      <h2 className="group">
        <b>{say.t("console.services.list")}</b>
        <span className="mute" role="status">
          {say.t(data.more ? "console.services.first_n" : "console.services.n", { n })}
        </span>
      </h2>
      <ul className="service-list">
        {data.items.map((row) => (
          <li key={row.id}>
            <Service row={row} />
            {manages && <EndService row={row} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

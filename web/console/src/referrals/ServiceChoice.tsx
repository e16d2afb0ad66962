/** Finds a service of an organisation by its kind and around a place, and picks one. */
import type { CaseRow, ServiceKind, ServiceRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Options } from "../children/Options.tsx";
import { PlaceField } from "../clock/PlaceField.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { Service } from "../services/Service.tsx";
import { SERVICES, servicesQuery } from "../services/verbs.ts";

type Props = { place: CaseRow["place"]; onPick: (row: ServiceRow) => void };

export function ServiceChoice({ place, onPick }: Props) {
  const say = useSay();
  const [kind, setKind] = useState<ServiceKind | "">("");
  const [where, setWhere] = useState<string | null>(place?.code ?? null);
  const { data } = useQuery({ ...servicesQuery(where, kind), enabled: kind !== "" });
  return (
    <>
      <search className="book find">
        <Labelled name={say.t("console.services.kind")}>
          <Options
            value={kind}
            codes={SERVICES}
            family="service"
            none={say.t("console.child.choose")}
            onPick={setKind}
          />
        </Labelled>
        <PlaceField
          label={say.t("console.case.place")}
          start={place ? say.words(place.name) : ""}
          onPick={setWhere}
        />
      </search>
      {data && data.items.length === 0 && (
        <p className="small mute" role="status">
          {say.t("console.refer.nobody_gives")}
        </p>
      )}
      <ul className="service-list">
        {data?.items.map((row) => (
          <li key={row.id}>
            <Service row={row} />
            <button type="button" className="btn slim" onClick={() => onPick(row)}>
              {say.t("console.refer.choose")}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The forms filled about an incident. */
import { Link, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { useSay } from "../say/useSay.ts";
import { aboutIncident } from "./about.ts";
import { FilledForms } from "./FilledForms.tsx";

export function IncidentForms() {
  const say = useSay();
  const { id = "" } = useParams({ strict: false });
  const about = useMemo(() => aboutIncident(id), [id]);
  return (
    <main className="paper forms">
      <div className="file-head">
        <Link to="/incidents/$id" params={{ id }} className="small quiet-link">
          {say.t("console.forms.back_to_incident")}
        </Link>
        <h1>{say.t("console.forms.of_incident")}</h1>
      </div>
      <FilledForms about={about} />
    </main>
  );
}

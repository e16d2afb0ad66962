/** Do: urgency, who is out, who could go, what happened so far, and how it ends. */
import type { IncidentRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { IncidentCases } from "../../cases/IncidentCases.tsx";
import { ClockCard } from "../../clock/ClockCard.tsx";
import { MarriageCard } from "../../clock/MarriageCard.tsx";
import { PapersPanel } from "../../clock/PapersPanel.tsx";
import { useSay } from "../../say/useSay.ts";
import { IncidentSessions } from "../../sessions/IncidentSessions.tsx";
import type { IntakeDraft } from "../draft.ts";
import type { OpenIncident } from "../useIncident.ts";
import { DispatchCard } from "./DispatchCard.tsx";
import { Ending } from "./Ending.tsx";
import { HandOff } from "./HandOff.tsx";
import { Reports } from "./Reports.tsx";
import { Responders } from "./Responders.tsx";
import { Timeline } from "./Timeline.tsx";
import { UnmetCard } from "./Unmet.tsx";
import { UrgencyBlock } from "./UrgencyBlock.tsx";

type Props = {
  opened: OpenIncident;
  incident: IncidentRow;
  draft: IntakeDraft;
  /** A guest of the call reads what is done, and does nothing here. */
  isGuest: boolean;
};

export function DoColumn({ opened, incident, draft, isGuest }: Props) {
  const say = useSay();
  const { dispatches, sessions, timeline } = opened;
  const leads = dispatches.filter((row) => row.agency === null);
  const parts = dispatches.filter((row) => row.agency !== null);
  const open = incident.state === "open" && !isGuest;
  return (
    <>
      <div className="col-head">
        <h1>{say.t("console.col.do")}</h1>
      </div>
      <div className="col-body">
        <UrgencyBlock incident={incident} />
        <MarriageCard incident={incident} row={opened.marriage} readOnly={isGuest} />
        {leads.map((row) => (
          <DispatchCard key={row.id} row={row} />
        ))}
        {opened.unmet.map((row) => (
          <UnmetCard key={row.id} row={row} readOnly={isGuest} />
        ))}
        {open && (
          <Responders
            incident={incident}
            draft={draft}
            dispatches={dispatches}
            unmet={opened.unmet.find(({ agency }) => agency === null)?.id ?? null}
          />
        )}
        <HandOff incident={incident} parts={parts} unmet={opened.unmet} open={open} />
        <ClockCard incident={incident} journey={opened.journey} readOnly={isGuest} />
        <IncidentSessions incident={incident} rows={sessions} readOnly={isGuest} />
        <IncidentCases incident={incident} readOnly={isGuest} />
        <PapersPanel incident={incident} rows={opened.papers} readOnly={isGuest} />
        <Link
          to="/incidents/$id/forms"
          params={{ id: incident.id }}
          className="small quiet-link pad"
        >
          {say.t("console.forms.of_incident")}
        </Link>
        <Reports incident={incident} />
        <Timeline rows={timeline} dispatches={dispatches} />
        {!isGuest && <Ending incident={incident} />}
      </div>
    </>
  );
}

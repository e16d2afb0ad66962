/** One incident: call bar, clock line, who, what and do; the same screen live, later and closed. */

import type { CallRow } from "@helpline/shared/types";
import { useParams } from "@tanstack/react-router";
import { useMine } from "../live/useMine.ts";
import { ClockLine } from "../parts/ClockLine.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { CallBar } from "./CallBar.tsx";
import { Columns } from "./Columns.tsx";
import { DoColumn } from "./do/DoColumn.tsx";
import { NotOpened } from "./NotOpened.tsx";
import { DraftProvider, useIntakeDraft } from "./useDraft.ts";
import { useIncident } from "./useIncident.ts";
import { WhatColumn } from "./what/WhatColumn.tsx";
import { WhoColumn } from "./who/WhoColumn.tsx";

export function IncidentScreen() {
  const { id } = useParams({ from: "/inside/incidents/$id" });
  // A new incident is a new form: nothing of the last one may linger in it.
  return <Opened key={id} id={id} />;
}

function Opened({ id }: { id: string }) {
  const say = useSay();
  const me = useMe();
  const mine = useMine();
  const opened = useIncident(id);
  const { incident, intake, calls, refused } = opened;
  const draft = useIntakeDraft(id, intake);
  if (!incident) return <NotOpened refused={refused} />;
  const call = callOf(calls, mine.call, id);
  const isOwn = call !== null && call.owner?.id === me?.id;
  const readOnly = incident.state === "closed";
  return (
    <DraftProvider value={{ draft, readOnly }}>
      <main className="incident">
        <CallBar incident={incident} call={call} isOwn={isOwn} />
        <div className="rail">
          <ClockLine clock={incident.clock} open={!readOnly} />
        </div>
        <Columns
          titles={[say.t("console.col.who"), say.t("console.col.what"), say.t("console.col.do")]}
          who={<WhoColumn incident={incident} call={call} />}
          what={<WhatColumn incident={incident} draft={draft} fresh={isOwn} />}
          act={<DoColumn opened={opened} incident={incident} draft={draft} />}
        />
      </main>
    </DraftProvider>
  );
}

/** The call in hand when it belongs here, else the latest call of the incident. */
function callOf(calls: CallRow[], inHand: CallRow | null, id: string): CallRow | null {
  const [latest = null] = calls;
  if (inHand?.incident_id !== id) return latest;
  const same = calls.find((call) => call.id === inHand.id);
  return same && same.version >= inHand.version ? same : inHand;
}

/** One incident: call bar, clock line, who, what and do; the same screen live, later and closed. */

import type { CallRow, IncidentRow } from "@helpline/shared/types";
import { useParams } from "@tanstack/react-router";
import { useRef } from "react";
import { type Mine, useMine } from "../live/useMine.ts";
import { ClockLine } from "../parts/ClockLine.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { BlockNumber } from "../silent/BlockNumber.tsx";
import { InterviewBoard } from "../silent/InterviewBoard.tsx";
import { SilenceOffer } from "../silent/SilenceOffer.tsx";
import { CallBar } from "./CallBar.tsx";
import { Columns } from "./Columns.tsx";
import { DoColumn } from "./do/DoColumn.tsx";
import type { IntakeDraft } from "./draft.ts";
import { LinkedBanner } from "./LinkedBanner.tsx";
import { NotOpened } from "./NotOpened.tsx";
import { rememberedField } from "./remember.ts";
import { DraftProvider, useIntakeDraft } from "./useDraft.ts";
import { type OpenIncident, useIncident } from "./useIncident.ts";
import { useReturn } from "./useReturn.ts";
import { WhatColumn } from "./what/WhatColumn.tsx";
import { WhoColumn } from "./who/WhoColumn.tsx";

export function IncidentScreen() {
  const { id } = useParams({ from: "/inside/incidents/$id" });
  // A new incident is a new form: nothing of the last one may linger in it.
  return <Opened key={id} id={id} />;
}

function Opened({ id }: { id: string }) {
  const opened = useIncident(id);
  const { incident, intake, refused } = opened;
  const draft = useIntakeDraft(id, intake, incident !== null);
  if (!incident || !draft) return <NotOpened refused={refused} />;
  return <Sheet opened={opened} incident={incident} draft={draft} />;
}

type SheetProps = { opened: OpenIncident; incident: IncidentRow; draft: IntakeDraft };

function Sheet({ opened, incident, draft }: SheetProps) {
  const say = useSay();
  const me = useMe();
  const mine = useMine();
  const screen = useRef<HTMLElement>(null);
  const call = callOf(opened.calls, mine.call, incident.id);
  const isOwn = call !== null && (call.owner?.id === me?.id || call.handed_over);
  // Whoever is asked to a call, or talks along, reads the form; its counsellor writes in it.
  const isGuest = me?.role === "counsellor" && !isOwn && isAsked(mine, incident.id);
  const readOnly = incident.state !== "open" || isGuest;
  const keep = useReturn(incident.id, screen, isOwn);
  return (
    <DraftProvider value={{ draft, readOnly }}>
      <main className="incident" ref={screen} {...keep}>
        <CallBar incident={incident} call={call} isOwn={isOwn} />
        <LinkedBanner incident={incident} />
        {isOwn && call && <SilenceOffer call={call} />}
        {isOwn && call && <InterviewBoard call={call} />}
        {call && <BlockNumber call={call} />}
        <div className="rail">
          <ClockLine
            clock={incident.clock}
            journey={opened.journey}
            open={incident.state === "open"}
          />
        </div>
        <Columns
          first={rememberedField(incident.id) === "call_note" ? "who" : "what"}
          titles={[say.t("console.col.who"), say.t("console.col.what"), say.t("console.col.do")]}
          who={<WhoColumn incident={incident} call={call} texts={opened.texts} />}
          what={<WhatColumn incident={incident} draft={draft} />}
          act={<DoColumn opened={opened} incident={incident} draft={draft} isGuest={isGuest} />}
        />
      </main>
    </DraftProvider>
  );
}

/** The call in hand when it belongs here, else the latest call of the incident. */
function callOf(calls: CallRow[], inHand: CallRow | null, id: string): CallRow | null {
  const [latest = null] = calls;
  if (inHand?.incident_id !== id) return latest;
  // Who handed it over still writes, which the incident's own row does not tell.
  if (inHand.handed_over) return inHand;
  const same = calls.find((call) => call.id === inHand.id);
  return same && same.version >= inHand.version ? same : inHand;
}

function isAsked({ invitation, joined }: Mine, id: string): boolean {
  return invitation?.incident_id === id || joined.some(({ incident_id }) => incident_id === id);
}

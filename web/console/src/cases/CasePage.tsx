/** One case: its steps, what is due, and all that was done and written, each part with its own verbs. */
import { Link, useParams } from "@tanstack/react-router";
import { LaidBefore } from "../boards/LaidBefore.tsx";
import { CaseCash } from "../cash/CaseCash.tsx";
import { Part } from "../directory/parts.tsx";
import { GoingHomePart } from "../home/GoingHome.tsx";
import { TracingPart } from "../home/Tracing.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Badge } from "../parts/status.tsx";
import { CaseReferrals } from "../referrals/CaseReferrals.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { AssessmentPart } from "./Assessment.tsx";
import { CaseShut } from "./CaseShut.tsx";
import { CaseTimeline } from "./CaseTimeline.tsx";
import { ChecksPart } from "./Checks.tsx";
import { ChildPart } from "./Child.tsx";
import { ClosurePart } from "./Closure.tsx";
import { DocumentsPart } from "./Documents.tsx";
import { DuesPart } from "./Dues.tsx";
import { nameOf, RiskBadge } from "./Marks.tsx";
import { NotesPart } from "./Notes.tsx";
import { OpeningsPart } from "./Openings.tsx";
import { OwnerPart } from "./Owner.tsx";
import { PlacesSeenPart } from "./PlacesSeen.tsx";
import { PlanPart } from "./Plan.tsx";
import { mayDo, type PartProps } from "./parts.ts";
import { Rail } from "./Rail.tsx";
import { Reopen } from "./Reopen.tsx";
import { RiskPart } from "./Risk.tsx";
import { TicketsPart } from "./Tickets.tsx";
import { useCase } from "./useCase.ts";

export function CasePage() {
  const { id = "" } = useParams({ strict: false });
  // Another case is another page: nothing typed for the last one may linger in it.
  return <Opened key={id} id={id} />;
}

function Opened({ id }: { id: string }) {
  const say = useSay();
  const me = useMe();
  const opened = useCase(id);
  const { row, refused } = opened;
  if (refused) return <CaseShut id={id} number={row?.number ?? null} />;
  if (!row) {
    return (
      <main className="plain-page">
        <p className="mute" role="status">
          {say.t("console.case.opening")}
        </p>
      </main>
    );
  }
  return <File opened={opened} row={row} may={mayDo(row, me)} />;
}

function File(props: PartProps) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const { opened, row } = props;
  const closed = row.state === "closed";
  return (
    <main className="paper file case">
      <div className="file-head">
        <Link to="/cases" className="small quiet-link">
          {say.t("console.case.back")}
        </Link>
        <h1>
          {say.t("console.case.title")} <span className="num">{say.n(row.number)}</span>
        </h1>
        <p className="row file-about">
          <RiskBadge risk={row.risk} />
          {closed && (
            <Badge hue="none" icon="lock">
              {say.t("console.case.is_closed")}
            </Badge>
          )}
          <span className="fact small">
            <Icon name="user" />
            {nameOf(row.owner, say)}
          </span>
          <span className="fact small">
            <Icon name="pin" />
            {row.place ? say.words(row.place.name) : say.t("console.case.place_unknown")}
          </span>
          <span className="small mute">
            {say.t("console.case.opened_on", { day: say.day(row.opened_at) })}
          </span>
        </p>
      </div>
      {row.kin
        .filter((one) => one.relation === "same_child")
        .map((one) => (
          <p key={one.id} className="notice st waiting small">
            <Link to="/cases/$id" params={{ id: one.id }} className="quiet-link">
              {say.t("console.case.twin", { number: say.n(one.number) })}
            </Link>
          </p>
        ))}
      <Rail row={row} timeline={opened.timeline} />
      {closed && may.includes("cases.reopen") && (
        <Part title={say.t("console.case.reopen")}>
          <Reopen caseId={row.id} onDone={() => undefined} />
        </Part>
      )}
      <div className="file-parts">
        <div>
          <DuesPart row={row} />
          <ChecksPart {...props} />
          <AssessmentPart {...props} />
          <PlanPart {...props} />
          <CaseReferrals {...props} />
          <GoingHomePart {...props} />
          <ClosurePart {...props} />
        </div>
        <div>
          <RiskPart {...props} />
          <ChildPart row={row} />
          <TracingPart {...props} />
          <TicketsPart {...props} />
          <PlacesSeenPart caseId={row.id} />
          <CaseCash {...props} />
          <LaidBefore {...props} />
          <OwnerPart {...props} />
          <NotesPart {...props} />
          <DocumentsPart {...props} />
          <CaseTimeline rows={opened.timeline} />
          <OpeningsPart caseId={row.id} />
        </div>
      </div>
    </main>
  );
}

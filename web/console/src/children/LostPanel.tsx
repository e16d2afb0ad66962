/** Reports that the child of a ticket is missed, or that it was found: told, put right, and ended. */
import { lostChange, lostEnd, lostReport, lostReports } from "@helpline/shared/api";
import type { LostReportRow, MissingKind } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { useMe } from "../session/session.ts";
import { LostForm, WhichHalf } from "./LostForm.tsx";
import { TOLD_PARTS, toldText } from "./lostWords.ts";
import { type Telling, toldSent } from "./told.ts";

const END = ["came_back", "mistake", "other"] as const;
const KINDS: readonly MissingKind[] = ["lost", "found"];

export function LostPanel({ incidentId }: { incidentId: string }) {
  const say = useSay();
  const may = useMe()?.permissions ?? [];
  const [isOpen, setOpen] = useState(false);
  if (!may.includes("lost.report")) return null;
  return (
    <section className="blk children" aria-label={say.t("console.lost.report")}>
      <h2>
        {say.t("console.lost.report")}
        <button
          type="button"
          className="btn quiet slim end"
          aria-expanded={isOpen}
          aria-label={say.t(isOpen ? "console.lost.shut_reports" : "console.lost.open_reports")}
          onClick={() => setOpen(!isOpen)}
        >
          {say.t(isOpen ? "console.child.shut" : "console.child.open")}
        </button>
      </h2>
      {isOpen && <Reports incidentId={incidentId} />}
    </section>
  );
}

function Reports({ incidentId }: { incidentId: string }) {
  const say = useSay();
  const queries = useQueryClient();
  const key = ["lost-reports", incidentId];
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: () => lostReports({ path: { incident_id: incidentId } }),
  });
  const changed = () => void queries.invalidateQueries({ queryKey: key });
  const items = data?.items ?? [];
  const free = KINDS.filter((kind) => !items.some((one) => one.kind === kind && !one.ended_at));
  if (!data) {
    return error ? (
      <Refused text={problemText(error, say)} />
    ) : (
      <p className="small mute">{say.t("console.board.opening")}</p>
    );
  }
  return (
    <>
      {items.map((report) => (
        <Told key={report.id} report={report} onChange={changed} />
      ))}
      {free.length > 0 && (
        <NewReport key={free.join()} incidentId={incidentId} kinds={free} onChange={changed} />
      )}
    </>
  );
}

type ToldProps = { report: LostReportRow; onChange: () => void };

function Told({ report, onChange }: ToldProps) {
  const say = useSay();
  const verb = useVerb();
  const [ending, setEnding] = useState(false);
  // As it was read: what somebody else has told since is not written over unseen.
  const [changing, setChanging] = useState<LostReportRow | null>(null);
  const path = { report_id: report.id };
  const leave = () => {
    onChange();
    setChanging(null);
  };
  const end = (reason: (typeof END)[number]) =>
    verb.run(async () => {
      await lostEnd({ path, body: { reason } });
      onChange();
    });
  if (changing?.said) {
    const change = async (telling: Telling) => {
      const body = { said: toldSent(telling, changing.said), rev: changing.rev };
      await lostChange({ path, body });
      leave();
    };
    return (
      <LostForm
        title={say.t("console.lost.change_report")}
        said={changing.said}
        save={change}
        onLeave={leave}
      />
    );
  }
  return (
    <article className="child-card" aria-label={say.word("missing", report.kind)}>
      <b>{say.word("missing", report.kind)}</b>
      <dl className="child-facts small">
        {TOLD_PARTS.map((part) => (
          <div key={part}>
            <dt className="mute">{say.word("told", part)}</dt>
            <dd>{toldText(report.said, part, say) ?? say.t("console.child.unknown")}</dd>
          </div>
        ))}
      </dl>
      {report.end_reason && <p className="small mute">{say.word("lost_end", report.end_reason)}</p>}
      {!report.end_reason && !ending && (
        <div className="row">
          <button type="button" className="btn quiet slim" onClick={() => setChanging(report)}>
            <Icon name="pen" />
            {say.t("console.lost.change")}
          </button>
          <button type="button" className="btn quiet slim" onClick={() => setEnding(true)}>
            {say.t("console.lost.end")}
          </button>
        </div>
      )}
      {ending && !report.end_reason && (
        <OneOf
          title={say.t("console.lost.why_end")}
          codes={END}
          family="lost_end"
          onPick={(reason) => void end(reason)}
          onLeave={() => setEnding(false)}
        />
      )}
      <Refused text={verb.refused} />
    </article>
  );
}

type NewProps = { incidentId: string; kinds: readonly MissingKind[]; onChange: () => void };

function NewReport({ incidentId, kinds, onChange }: NewProps) {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  const [kind, setKind] = useState<MissingKind>(kinds[0] ?? "lost");
  if (!isOpen) {
    return (
      <button type="button" className="btn quiet slim" onClick={() => setOpen(true)}>
        {say.t("console.lost.tell")}
      </button>
    );
  }
  const save = async (telling: Telling) => {
    const path = { incident_id: incidentId };
    await lostReport({ path, body: { kind, said: toldSent(telling) } });
    onChange();
    setOpen(false);
  };
  return (
    <LostForm
      title={say.t("console.lost.tell")}
      said={null}
      save={save}
      onLeave={() => setOpen(false)}
    >
      <WhichHalf kinds={kinds} kind={kind} onPick={setKind} />
    </LostForm>
  );
}

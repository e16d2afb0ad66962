/** Reports that the child of a ticket is missed, or that it was found; what is told serves to find the other half. */
import { lostEnd, lostReport, lostReports } from "@helpline/shared/api";
import type { LostReportRow, MissingKind } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { DateField } from "../dates/DateField.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { CHOICES } from "./codes.ts";
import { TOLD_PARTS, toldText } from "./lostWords.ts";
import { Options } from "./Options.tsx";

const END = ["came_back", "mistake", "other"] as const;
const KINDS: readonly MissingKind[] = ["lost", "found"];
const TEXTS = ["name", "marks", "clothes", "note"] as const;

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
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => lostReports({ path: { incident_id: incidentId } }),
  });
  const changed = () => void queries.invalidateQueries({ queryKey: key });
  const items = data?.items ?? [];
  const free = KINDS.filter((kind) => !items.some((one) => one.kind === kind && !one.ended_at));
  return (
    <>
      {items.map((report) => (
        <Told key={report.id} report={report} onChange={changed} />
      ))}
      {data && free[0] && (
        <NewReport key={free.join()} incidentId={incidentId} kinds={free} onChange={changed} />
      )}
      {!data && <p className="small mute">{say.t("console.board.opening")}</p>}
    </>
  );
}

function Told({ report, onChange }: { report: LostReportRow; onChange: () => void }) {
  const say = useSay();
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  const end = (reason: (typeof END)[number]) =>
    verb.run(async () => {
      await lostEnd({ path: { report_id: report.id }, body: { reason } });
      onChange();
    });
  return (
    <article className="child-card" aria-label={say.word("missing", report.kind)}>
      <b>{say.word("missing", report.kind)}</b>
      <dl className="facts small">
        {TOLD_PARTS.map((part) => (
          <div key={part}>
            <dt className="mute">{say.word("told", part)}</dt>
            <dd>{toldText(report.said, part, say) ?? say.t("console.child.unknown")}</dd>
          </div>
        ))}
      </dl>
      {report.end_reason ? (
        <p className="small mute">{say.word("lost_end", report.end_reason)}</p>
      ) : asking ? (
        <OneOf
          title={say.t("console.lost.why_end")}
          codes={END}
          family="lost_end"
          onPick={(reason) => void end(reason)}
          onLeave={() => setAsking(false)}
        />
      ) : (
        <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
          {say.t("console.lost.end")}
        </button>
      )}
      <Refused text={verb.refused} />
    </article>
  );
}

type Part = (typeof TEXTS)[number] | "sex" | "years" | "day" | "place";
type NewProps = { incidentId: string; kinds: readonly MissingKind[]; onChange: () => void };

function NewReport({ incidentId, kinds, onChange }: NewProps) {
  const say = useSay();
  const verb = useVerb();
  const [kind, setKind] = useState<MissingKind>(kinds[0] ?? "lost");
  const [told, setTold] = useState<Partial<Record<Part, string>>>({});
  const put = (part: Part) => (value: string | null) => setTold({ ...told, [part]: value ?? "" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = Object.fromEntries(
      Object.entries(told).filter(([part, text]) => part !== "years" && text.trim() !== ""),
    );
    const years = Number(told.years?.replace(/[০-৯]/g, (sign) => `${sign.charCodeAt(0) - 0x9e6}`));
    const age = told.years?.trim() ? { age: { from_years: years } } : {};
    void verb.run(async () => {
      const path = { incident_id: incidentId };
      await lostReport({ path, body: { kind, said: { ...said, ...age } } });
      onChange();
    });
  };
  return (
    <form className="child-form" onSubmit={submit} aria-label={say.t("console.lost.report")}>
      <Labelled name={say.t("console.lost.kind")}>
        <Options value={kind} codes={kinds} family="missing" onPick={setKind} />
      </Labelled>
      <Labelled name={say.word("told", "sex")}>
        <Options
          value={told.sex ?? ""}
          codes={CHOICES.sex ?? []}
          family="child_value"
          none={say.t("console.child.unknown")}
          onPick={put("sex")}
        />
      </Labelled>
      <Labelled name={say.t("console.lost.years")}>
        <input
          className="field"
          inputMode="numeric"
          maxLength={2}
          value={told.years ?? ""}
          onChange={(event) => put("years")(event.target.value)}
        />
      </Labelled>
      <DateField wide name={say.word("told", "day")} value={told.day ?? ""} onSay={put("day")} />
      <PlaceField label={say.word("told", "place")} onPick={put("place")} />
      {TEXTS.map((part) => (
        <Labelled key={part} name={say.word("told", part)} wide>
          <input
            className="field"
            value={told[part] ?? ""}
            maxLength={part === "name" ? 120 : 2000}
            onChange={(event) => put(part)(event.target.value)}
          />
        </Labelled>
      ))}
      <button type="submit" className="btn slim" aria-disabled={verb.busy}>
        <Icon name="check" />
        {say.t("console.child.save")}
      </button>
      <Refused text={verb.refused} />
    </form>
  );
}

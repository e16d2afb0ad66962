/** The reports of a visit, opened by a press and on record; a photo only by another press. */
import type { DispatchRow, VisitReportRow } from "@helpline/shared/types";
import { useState } from "react";
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { useSay } from "../../say/useSay.ts";
import { useVerb } from "../useVerb.ts";
import { visitReports } from "../verbs.ts";

export function VisitPanel({ row }: { row: DispatchRow }) {
  const say = useSay();
  const now = useNow();
  const verb = useVerb();
  const [read, setRead] = useState<VisitReportRow[] | null>(null);
  if (!row.visit) return null;
  const { at, photos, came, lapsed } = row.visit;
  const open = () =>
    verb.run(async () => {
      const { items } = await visitReports(row.incident_id);
      setRead(items.filter(({ task_no }) => task_no === row.task_no));
    });
  return (
    <section aria-label={say.t("console.visit.title")}>
      <p className="row small">
        <Icon name="pen" />
        <b>{say.t("console.visit.title")}</b>
        <span className="num">{say.dayOrClock(at, now)}</span>
        {photos > 0 && <span>{say.t("console.visit.photos", { photos, came })}</span>}
        {lapsed > 0 && <span>{say.t("console.visit.lapsed", { lapsed })}</span>}
        <button
          type="button"
          className="btn quiet slim end"
          aria-expanded={read !== null}
          onClick={() => (read ? setRead(null) : void open())}
        >
          {say.t(read ? "console.visit.close" : "console.visit.read")}
        </button>
      </p>
      <p className="mute small">{say.t("console.visit.recorded")}</p>
      {read?.map((one) => (
        <Report key={one.id} one={one} />
      ))}
      <Refused text={verb.refused} />
    </section>
  );
}

function Report({ one }: { one: VisitReportRow }) {
  const say = useSay();
  if (one.safe === null) return <p className="small">{say.t("console.visit.erased")}</p>;
  const all = (family: string, codes: string[]) =>
    codes.map((code) => say.word(family, code)).join(", ");
  return (
    <div className="small">
      <p>
        {say.t("console.visit.safe")}: <b>{say.word("visit_safe", one.safe)}</b>
      </p>
      {one.met.length > 0 && (
        <p>
          {say.t("console.visit.met")}: {all("visit_met", one.met)}
        </p>
      )}
      {one.needs.length > 0 && (
        <p>
          {say.t("console.visit.needs")}: {all("visit_need", one.needs)}
        </p>
      )}
      {one.words && <p className="visit-words">{one.words}</p>}
      {one.photos.map((photo) => (
        <Photo key={photo.id} id={photo.id} no={photo.no} />
      ))}
    </div>
  );
}

function Photo({ id, no }: { id: string; no: number }) {
  const say = useSay();
  const [shown, setShown] = useState(false);
  if (!shown) {
    return (
      <button type="button" className="btn quiet slim" onClick={() => setShown(true)}>
        {say.t("console.visit.photo", { no })}
      </button>
    );
  }
  const alt = say.t("console.visit.photo_alt", { no });
  return <img className="visit-photo" src={`/api/v1/visit-photos/${id}`} alt={alt} />;
}

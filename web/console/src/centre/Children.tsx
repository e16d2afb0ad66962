/** The children who stay here today, by bed: the clock of each, what is due, and the way to its file; one is admitted at the desk here. */
import type { BedBoardRow, StayRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useChannel } from "../live/useChannel.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { AdmitForm } from "./AdmitForm.tsx";
import { StayClockLine } from "./care/StayClockLine.tsx";
import { pressing } from "./today.ts";

export function Children() {
  const say = useSay();
  const now = useNow();
  const { ready, rows } = useChannel("field");
  const [admitting, setAdmitting] = useState(false);
  const [board] = rows<BedBoardRow>("beds").values();
  if (!ready || !board) {
    return (
      <main className="plain-page">
        <p className="mute" role="status">
          {say.t("console.centre.opening")}
        </p>
      </main>
    );
  }
  const stays = [...rows<StayRow>("stays").values()].sort(pressing(now));
  return (
    <main className="paper care">
      <div className="file-head">
        <Link to="/centre" className="small quiet-link">
          {say.t("console.care.to_desk")}
        </Link>
        <h1>{say.t("console.care.children", { n: stays.length })}</h1>
      </div>
      {admitting ? (
        <AdmitForm board={board} onDone={() => setAdmitting(false)} />
      ) : (
        <p className="row">
          <button type="button" className="btn primary" onClick={() => setAdmitting(true)}>
            <Icon name="home" />
            {say.t("console.care.admit")}
          </button>
        </p>
      )}
      {stays.length === 0 && <p className="mute">{say.t("console.care.nobody")}</p>}
      <ul className="stay-list">
        {stays.map((stay) => (
          <li key={stay.id}>
            <Line stay={stay} />
          </li>
        ))}
      </ul>
    </main>
  );
}

function Line({ stay }: { stay: StayRow }) {
  const say = useSay();
  const now = useNow();
  const bed = stay.house
    ? `${say.words(stay.house)} ${say.n(stay.label ?? "")}`
    : say.t("console.centre.without_bed");
  const late = stay.dues.filter(
    ({ due, due_at }) => due !== "stay_ends" && Date.parse(due_at) <= now,
  );
  return (
    <div className="stay-line">
      <p className="row">
        <Link to="/centre/stays/$id" params={{ id: stay.id }} className="stay-link">
          <b>{bed}</b> <span className="num">{say.n(stay.number)}</span>
        </Link>
        <span className="end row">
          {stay.open_incidents > 0 && (
            <Badge hue="danger" icon="warn">
              {say.t("console.care.n_incidents", { n: stay.open_incidents })}
            </Badge>
          )}
          {!stay.health_checked && <Badge hue="waiting">{say.t("console.care.not_checked")}</Badge>}
          {stay.extension && <Badge hue="info">{say.t("console.care.longer_asked")}</Badge>}
        </span>
      </p>
      <StayClockLine stay={stay} />
      {late.length > 0 && (
        <p className="small st overdue">
          {say.t("console.care.late", {
            what: late.map(({ due }) => say.word("stay_due", due)).join(", "),
          })}
        </p>
      )}
      {stay.tracks.length > 0 && (
        <p className="small mute">
          {stay.tracks.map((kind) => say.word("track", kind)).join(" · ")}
        </p>
      )}
    </div>
  );
}

/** What the services one answers for were asked for: who the child is, is told only after a yes. */
import type { Id, InboxRow, PartyReferral } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { HUES, ICONS, lateAt } from "./standing.ts";
import { Told } from "./Told.tsx";
import {
  acceptReferral,
  finishReferral,
  inboxQuery,
  OUTCOMES,
  rejectReferral,
  toldQuery,
  WHY_REJECTED,
} from "./verbs.ts";

export function Asked() {
  const say = useSay();
  const centre = useMe()?.role === "centre";
  const { data } = useQuery(inboxQuery);
  return (
    <main className="paper asked">
      <div className="paper-head">
        {centre && (
          <Link to="/centre" className="quiet-link row">
            <Icon name="home" />
            {say.t("console.houses.back")}
          </Link>
        )}
        <h1>{say.t("console.asked.title")}</h1>
      </div>
      <p className="small mute">{say.t("console.asked.note")}</p>
      {data && (
        <section aria-label={say.t("console.asked.title")}>
          <p className="group mute" role="status">
            {data.items.length === 0
              ? say.t("console.asked.none")
              : say.t("console.asked.n", { n: data.items.length })}
          </p>
          <ul className="service-list">
            {data.items.map((row) => (
              <li key={row.id}>
                <Line row={row} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

function Line({ row }: { row: InboxRow }) {
  const say = useSay();
  const now = useNow();
  const [open, setOpen] = useState(false);
  return (
    <article
      className="asked-line"
      aria-label={`${say.word("service", row.service.kind)} ${row.case}`}
    >
      <p className="row service-name">
        <b>{say.word("service", row.service.kind)}</b>
        <span className="mute num" lang="en">
          {row.case}
        </span>
        {row.what === "transfer" && <Badge hue="info">{say.t("console.asked.transfer")}</Badge>}
        <StateWord hue={HUES[row.state]} icon={ICONS[row.state]}>
          {say.word("referral", row.state)}
        </StateWord>
      </p>
      <p className="row small service-facts mute">
        <span>{say.t("console.asked.sent", { time: say.dayOrClock(row.sent_at, now) })}</span>
        {row.case_worker.name && (
          <span>{say.t("console.asked.by", { name: say.words(row.case_worker.name) })}</span>
        )}
        {row.state === "sent" && (
          <span className="num">
            {say.t("console.asked.until", {
              time: say.dayOrClock(new Date(lateAt(row)).toISOString(), now),
            })}
          </span>
        )}
      </p>
      <button
        type="button"
        className="btn quiet slim"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {say.t(open ? "console.asked.close" : "console.asked.open")}
      </button>
      {open && <Opened id={row.id} />}
    </article>
  );
}

function Opened({ id }: { id: Id }) {
  const say = useSay();
  const verb = useVerb();
  const { data } = useQuery(toldQuery(id));
  if (!data) {
    return (
      <p className="mute" role="status">
        {say.t("console.asked.opening")}
      </p>
    );
  }
  return (
    <>
      <Told told={data.told} />
      <Verbs row={data} verb={verb} />
      <Refused text={verb.refused} />
    </>
  );
}

function Verbs({ row, verb }: { row: PartyReferral; verb: Verb }) {
  const say = useSay();
  const owns = useMe()?.permissions.includes("cases.write") ?? false;
  const kept = useQueryClient();
  const [picking, setPicking] = useState(false);
  const act = async (work: () => Promise<unknown>) => {
    setPicking(false);
    await verb.run(work);
    await kept.invalidateQueries({ queryKey: ["referrals"] });
    // A case that was taken on stands in one's list at once.
    if (row.what === "transfer") await kept.invalidateQueries({ queryKey: ["cases"] });
  };
  if (row.state === "sent" && picking) {
    return (
      <OneOf
        title={say.t("console.asked.why_not")}
        codes={WHY_REJECTED}
        family="why_rejected"
        onPick={(reason) => void act(() => rejectReferral(row.id, reason))}
        onLeave={() => setPicking(false)}
      />
    );
  }
  if (row.state === "accepted" && picking) {
    return (
      <OneOf
        title={say.t("console.asked.what_came")}
        codes={OUTCOMES}
        family="referral_outcome"
        onPick={(outcome) => void act(() => finishReferral(row.id, outcome))}
        onLeave={() => setPicking(false)}
      />
    );
  }
  if (row.state === "accepted" && row.what === "transfer" && owns) {
    return (
      <Link to="/cases" className="quiet-link">
        {say.t("console.asked.yours_now")}
      </Link>
    );
  }
  return (
    <div className="row asked-verbs">
      {row.state === "sent" && (row.what === "referral" || owns) && (
        <button
          type="button"
          className="btn primary slim"
          aria-disabled={verb.busy}
          onClick={() => void act(() => acceptReferral(row.id))}
        >
          <Icon name="check" />
          {say.t(row.what === "transfer" ? "console.asked.take_on" : "console.asked.accept")}
        </button>
      )}
      {row.state === "sent" && (
        <button type="button" className="btn slim" onClick={() => setPicking(true)}>
          {say.t("console.asked.reject")}
        </button>
      )}
      {row.state === "sent" && row.what === "transfer" && !owns && (
        <span className="small mute">{say.t("console.asked.worker_takes")}</span>
      )}
      {row.state === "accepted" && row.what === "referral" && (
        <button type="button" className="btn primary slim" onClick={() => setPicking(true)}>
          <Icon name="check" />
          {say.t("console.asked.done")}
        </button>
      )}
    </div>
  );
}

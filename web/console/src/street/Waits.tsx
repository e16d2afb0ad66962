/** What waits for a supervisor at sites for street children: nights over capacity, and wishes for a case. */
import type { AskRow, NightRow, SiteRow } from "@helpline/shared/types";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { PersonPick } from "../cases/Fields.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { declineAsk, explain, noon, takeUp, WHY_NO_CASE, WHY_OVER } from "./verbs.ts";

type Props = { rows: SiteRow[]; onDone: () => void };

/** Absent while nothing waits. */
export function Waits({ rows, onDone }: Props) {
  const say = useSay();
  const sites = rows.filter(({ nights, asks }) => nights.length + asks.length > 0);
  if (sites.length === 0) return null;
  const n = sites.reduce((sum, { nights, asks }) => sum + nights.length + asks.length, 0);
  return (
    <section className="blk" aria-label={say.t("console.street.waits")}>
      <h2>
        <Icon name="moon" />
        {say.t("console.street.waits")}
        <b className="end num">{say.n(n)}</b>
      </h2>
      <ul>
        {sites.map((site) => (
          <li key={site.id} className="dp st overdue">
            <div className="row">
              <b>{say.words(site.name)}</b>
              <span className="end small mute">{say.word("centre_kind", site.kind)}</span>
            </div>
            {site.nights.map((night) => (
              <Night key={night.day} site={site} night={night} onDone={onDone} />
            ))}
            {site.asks.map((ask) => (
              <Ask key={ask.id} ask={ask} onDone={onDone} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

type NightProps = { site: SiteRow; night: NightRow; onDone: () => void };

function Night({ site, night, onDone }: NightProps) {
  const say = useSay();
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  return (
    <div>
      <div className="row">
        <StateWord hue="overdue" icon="late">
          {say.t("console.street.over", { over: night.over ?? 0, capacity: night.capacity ?? 0 })}
        </StateWord>
        <span className="small mute">{say.shortDay(noon(night.day))}</span>
        {!asking && (
          <button type="button" className="btn slim end" onClick={() => setAsking(true)}>
            {say.t("console.street.explain")}
          </button>
        )}
      </div>
      {asking && (
        <OneOf
          title={say.t("console.street.why_over")}
          codes={WHY_OVER}
          family="more"
          onPick={(reason) =>
            void verb
              .run(() => explain(site.id, night.day, reason))
              .then((done) => done && onDone())
          }
          onLeave={() => setAsking(false)}
        />
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

function Ask({ ask, onDone }: { ask: AskRow; onDone: () => void }) {
  const say = useSay();
  const now = useNow();
  const verb = useVerb();
  const navigate = useNavigate();
  const [to, setTo] = useState("");
  const [open, setOpen] = useState<"take" | "no" | null>(null);
  const take = async () => {
    const made = await verb.run(() => takeUp(ask.id, to || null));
    if (!made) return;
    onDone();
    void navigate({ to: "/cases/$id", params: { id: made.id } });
  };
  return (
    <div>
      <div className="row">
        <StateWord hue="waiting" icon="hour">
          {say.t("console.street.asks", { why: say.word("site_ask", ask.why) })}
        </StateWord>
        <span className="small mute num">{say.dayOrClock(ask.asked_at, now)}</span>
      </div>
      {open === "take" && (
        <PersonPick
          name={say.t("console.case.assign_to")}
          none={say.t("console.case.myself")}
          value={to}
          onPick={setTo}
        />
      )}
      {open === "no" && (
        <OneOf
          title={say.t("console.street.why_no_case")}
          codes={WHY_NO_CASE}
          family="site_no_case"
          onPick={(reason) => void verb.run(() => declineAsk(ask.id, reason)).then(onDone)}
          onLeave={() => setOpen(null)}
        />
      )}
      {open !== "no" && (
        <div className="row">
          <button
            type="button"
            className="btn slim"
            aria-disabled={verb.busy}
            onClick={() => (open === "take" ? void take() : setOpen("take"))}
          >
            {say.t(open === "take" ? "console.case.open" : "console.street.take_up")}
          </button>
          <button
            type="button"
            className="btn quiet slim"
            onClick={() => setOpen(open === "take" ? null : "no")}
          >
            {say.t(open === "take" ? "common.cancel" : "console.street.no_case")}
          </button>
        </div>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

/** The versions of the scheme, the newest first: sums, months, groups and conditions; who sets the rules publishes the next. */
import type { CashVersionRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Refused } from "../parts/Refused.tsx";
import { Badge } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { useMe } from "../session/session.ts";
import { taka } from "./money.ts";
import { PublishScheme } from "./PublishScheme.tsx";
import { schemesQuery } from "./verbs.ts";

export function Schemes() {
  const say = useSay();
  const { data, error } = useQuery(schemesQuery);
  const sets = useMe()?.permissions.includes("cash.set_rules") ?? false;
  const newest = data?.items[0];
  return (
    <>
      <p className="small mute">{say.t("console.cash.scheme_note")}</p>
      <Refused text={error && problemText(error, say)} />
      {data && (
        <section aria-label={say.t("console.cash.shown_schemes")}>
          <ul className="service-list">
            {data.items.map((row, at) => (
              <li key={row.no}>
                <Version row={row} newest={at === 0} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {sets && newest && <PublishScheme newest={newest} />}
    </>
  );
}

function Version({ row, newest }: { row: CashVersionRow; newest: boolean }) {
  const say = useSay();
  const [open, setOpen] = useState(newest);
  const by = say.words(row.published_by);
  return (
    <details
      className="session-once"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <b>{say.t("console.cash.version_n", { n: row.no })}</b>{" "}
        {newest && <Badge hue="info">{say.t("console.cash.version_newest")}</Badge>}{" "}
        <span className="small mute">
          {[say.day(row.published_at), by].filter(Boolean).join(" · ")}
        </span>
      </summary>
      {open && <Terms row={row} />}
    </details>
  );
}

function Terms({ row }: { row: CashVersionRow }) {
  const say = useSay();
  const facts = [
    ["monthly_poisha", taka(row.monthly_poisha, say)],
    ["months", say.n(row.months)],
    ["tranches", say.t("console.cash.tranches_of", tranchesOf(row, say))],
    ["total", taka(row.total_poisha, say)],
    ["due_after_months", say.n(row.due_after_months.join(", "))],
    ["evidence_months", say.n(row.evidence_months)],
  ] as const;
  return (
    <>
      <p className="small">{row.note}</p>
      <dl className="facts scheme-facts">
        {facts.map(([key, text]) => (
          <div key={key}>
            <dt className="small mute">{say.t(`console.cash.scheme_${key}`)}</dt>
            <dd className="num">{text}</dd>
          </div>
        ))}
      </dl>
      <div className="scheme-lists small">
        <Listed
          name={say.t("console.cash.scheme_groups")}
          items={row.groups.map(({ code, name, places }) => [
            code,
            `${say.words(name)}: ${placesText(places, say)}`,
          ])}
        />
        {(["criteria", "conditions"] as const).map((list) => (
          <Listed
            key={list}
            name={say.t(`console.cash.scheme_${list}`)}
            items={row[list].map(({ code, name }) => [code, say.words(name)])}
          />
        ))}
        <Listed
          name={say.t("console.cash.scheme_grievance_days")}
          items={Object.entries(row.grievance_days).map(([code, days]) => [
            code,
            `${say.word("cash_complaint", code)}: ${say.n(days)}`,
          ])}
        />
      </div>
    </>
  );
}

function Listed({ name, items }: { name: string; items: [string, string][] }) {
  return (
    <section aria-label={name}>
      <h3 className="small mute">{name}</h3>
      <ul>
        {items.map(([code, text]) => (
          <li key={code}>{text}</li>
        ))}
      </ul>
    </section>
  );
}

function tranchesOf({ tranches, tranche_poisha }: CashVersionRow, say: Say) {
  return { n: tranches, sum: taka(tranche_poisha, say) };
}

function placesText(places: CashVersionRow["groups"][number]["places"], say: Say): string {
  if (places.length === 0) return say.t("console.cash.anywhere");
  return places.map((place) => say.words(place.name)).join(", ");
}

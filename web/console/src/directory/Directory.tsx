/** The directory in one list: centres, workers, posts, organisations, the call centre; searched and narrowed. */
import type { Entry, KindOf, Standing as StandingCode } from "@helpline/shared/types";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { useFilters } from "./filters.ts";
import { Standing } from "./standing.tsx";
import { entriesQuery, type Sort } from "./verbs.ts";

const SORTS: readonly Sort[] = ["centre", "worker", "post", "organisation", "staff"];
/** What can be asked of each sort; of all together only what most have. */
const STANDINGS: Record<Sort | "all", readonly StandingCode[]> = {
  all: ["on_duty", "operating", "vacant", "reachable", "unreachable"],
  centre: ["operating", "not_operating", "reachable", "unreachable"],
  worker: ["on_duty", "off_duty", "on_leave", "reachable", "unreachable"],
  post: ["held", "vacant"],
  organisation: [],
  staff: ["reachable", "unreachable"],
};
const REST_MS = 200;

export function Directory() {
  const say = useSay();
  const { asked, organisationName, narrow } = useFilters();
  const manages = useMe()?.permissions.includes("directory.manage");
  const { data } = useQuery({ ...entriesQuery(asked), placeholderData: keepPreviousData });
  return (
    <main className="paper directory">
      <div className="paper-head">
        <h1>{say.t("console.directory.title")}</h1>
        {manages && <Link to="/directory/import">{say.t("console.import.title")}</Link>}
        <Link to="/services">{say.t("console.services.nav")}</Link>
        <Link to="/street">{say.t("console.street.nav")}</Link>
        <Link to="/directory/drills">{say.t("console.drills.list")}</Link>
        <Sorts />
      </div>
      <Find kinds={data?.kinds ?? []} />
      {asked.organisation && (
        <p className="row small">
          {say.t("console.directory.of", { name: organisationName })}
          <button
            type="button"
            className="btn quiet slim"
            onClick={() => narrow({ organisation: "" })}
          >
            {say.t("console.directory.of_any")}
          </button>
        </p>
      )}
      {data && <List items={data.items} more={data.more} />}
    </main>
  );
}

function Sorts() {
  const say = useSay();
  const { asked, narrow } = useFilters();
  const show = (what: Sort | undefined) =>
    narrow({ what, kind: "", ...(keeps(what, asked.standing) ? {} : { standing: undefined }) });
  return (
    <nav className="seg" aria-label={say.t("console.directory.sorts")}>
      {[undefined, ...SORTS].map((what) => (
        <button
          key={what ?? "all"}
          type="button"
          aria-pressed={asked.what === what}
          onClick={() => show(what)}
        >
          {say.t(`console.directory.sort_${what ?? "all"}`)}
        </button>
      ))}
    </nav>
  );
}

function keeps(what: Sort | undefined, standing: StandingCode | undefined): boolean {
  return !standing || STANDINGS[what ?? "all"].includes(standing);
}

function Find({ kinds }: { kinds: KindOf[] }) {
  const say = useSay();
  const { asked, placeName, narrow } = useFilters();
  const [typed, setTyped] = useState(asked.q ?? "");
  useEffect(() => {
    const timer = setTimeout(() => narrow({ q: typed.trim() }), REST_MS);
    return () => clearTimeout(timer);
  }, [typed, narrow]);
  const family = asked.what === "worker" ? "post" : asked.what;
  const own = kinds.filter(({ what }) => what === family);
  const standings = STANDINGS[asked.what ?? "all"];
  return (
    <search className="book find">
      <Labelled name={say.t("console.directory.search")} wide>
        <input
          className="field"
          type="search"
          value={typed}
          maxLength={80}
          placeholder={say.t("console.directory.search_hint")}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Labelled>
      <PlaceField
        label={say.t("console.directory.area")}
        start={placeName}
        onPick={(code, name) => narrow({ place: code ?? "", placeName: name })}
      />
      {own.length > 0 && (
        <Labelled name={say.t("console.directory.kind")} wide>
          <select
            className="field"
            value={asked.kind ?? ""}
            onChange={(event) => narrow({ kind: event.target.value })}
          >
            <option value="">{say.t("console.directory.any")}</option>
            {own.map(({ code, name }) => (
              <option key={code} value={code}>
                {say.words(name)}
              </option>
            ))}
          </select>
        </Labelled>
      )}
      {standings.length > 0 && (
        <Labelled name={say.t("console.directory.standing")}>
          <select
            className="field"
            value={asked.standing ?? ""}
            onChange={(event) =>
              narrow({ standing: (event.target.value || undefined) as StandingCode | undefined })
            }
          >
            <option value="">{say.t("console.directory.any")}</option>
            {standings.map((code) => (
              <option key={code} value={code}>
                {say.word("standing", code)}
              </option>
            ))}
          </select>
        </Labelled>
      )}
    </search>
  );
}

function List({ items, more }: { items: Entry[]; more: boolean }) {
  const say = useSay();
  return (
    <section aria-label={say.t("console.directory.found")}>
      <p className="group mute" role="status">
        {items.length === 0
          ? say.t("console.directory.nobody")
          : say.t(more ? "console.directory.first_n" : "console.directory.n", { n: items.length })}
      </p>
      <ul className="entries">
        {items.map((entry) => (
          <Line key={entry.id} entry={entry} />
        ))}
      </ul>
    </section>
  );
}

function Line({ entry }: { entry: Entry }) {
  const say = useSay();
  const about = entry.what === "post" && entry.about ? entry.about : (entry.kind?.name ?? null);
  return (
    <li className="entry">
      <span className="entry-name">
        <Name entry={entry} />
        <span className="small mute num" lang="en">
          {entry.code}
        </span>
      </span>
      <span className="small">
        {say.words(entry.what === "worker" ? (entry.about ?? about) : about)}
      </span>
      <span className="small mute">
        {entry.place && (
          <span className="fact">
            <Icon name="pin" />
            {say.words(entry.place.name)}
          </span>
        )}
      </span>
      <Standing entry={entry} />
    </li>
  );
}

const PAGES = {
  centre: "/directory/centres/$id",
  worker: "/directory/workers/$id",
  post: "/directory/posts/$id",
  staff: "/directory/staff/$id",
} as const;

/** Leads to the page; an organisation has none: it narrows the list to what is its own. */
function Name({ entry }: { entry: Entry }) {
  const say = useSay();
  const narrow = useFilters((filters) => filters.narrow);
  const name = say.words(entry.name);
  if (entry.what === "organisation") {
    const own = { what: undefined, kind: "", q: "", organisation: entry.id };
    return (
      <button
        type="button"
        className="plain entry-link"
        onClick={() => narrow({ ...own, organisationName: name })}
      >
        {name}
      </button>
    );
  }
  return (
    <Link to={PAGES[entry.what]} params={{ id: entry.id }} className="entry-link">
      {name}
    </Link>
  );
}

/** At which sites for street children the child of this case was seen; asked for when it is opened, and that is recorded. */
import type { Id } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Part } from "../directory/parts.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { noon, placesQuery } from "../street/verbs.ts";

export function PlacesSeenPart({ caseId }: { caseId: Id }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <Part title={say.t("console.street.seen")}>
      <button
        type="button"
        className="btn quiet slim"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="pin" />
        {say.t("console.street.show_seen")}
      </button>
      {open && <Places caseId={caseId} />}
    </Part>
  );
}

function Places({ caseId }: { caseId: Id }) {
  const say = useSay();
  const { data, isError } = useQuery(placesQuery(caseId));
  if (isError) return <p className="notice st overdue">{say.t("problem.no_answer")}</p>;
  if (!data) return null;
  if (data.places.length === 0) {
    return <p className="small mute">{say.t("console.street.never_seen")}</p>;
  }
  return (
    <ul className="file-list">
      {data.places.map(({ site, days, first_day, last_day }) => (
        <li key={site.id} className="row">
          <Icon name="home" />
          <span className="grow">
            <b>{say.words(site.name)}</b>{" "}
            <span className="small mute">{say.word("centre_kind", site.kind)}</span>
          </span>
          <span className="small num">
            {say.t("console.street.seen_days", {
              n: days,
              first: say.day(noon(first_day)),
              last: say.day(noon(last_day)),
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}

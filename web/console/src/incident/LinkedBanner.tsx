/** Stands over a ticket that was linked: what it is now, and the way to the incident that is worked on. */
import type { IncidentRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";

export function LinkedBanner({ incident }: { incident: IncidentRow }) {
  const say = useSay();
  const kept = incident.linked_to;
  if (!kept) return null;
  const number = say.n(kept.number);
  return (
    <div className="notice st info linked-banner" role="status">
      <Icon name="xfer" />
      <span className="grow">{say.t("console.link.banner", { number })}</span>
      <Link to="/incidents/$id" params={{ id: kept.id }} className="btn">
        {say.t("console.link.go", { number })}
      </Link>
    </div>
  );
}

/** What a centre does every day, on its desk: the children who stay, what of their stays waits, meals, standards. */
import type { StayRow } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useNow } from "../live/useNow.ts";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { waiting } from "./today.ts";

export function Today({ stays }: { stays: StayRow[] }) {
  const say = useSay();
  const now = useNow();
  const { late, incidents, unchecked } = waiting(stays, now);
  return (
    <nav className="today" aria-label={say.t("console.care.today")}>
      <Link to="/centre/children" className="btn">
        {say.t("console.care.children", { n: stays.length })}
      </Link>
      <Link to="/centre/meals" className="btn">
        {say.t("console.meals.title")}
      </Link>
      <Link to="/centre/standards" className="btn">
        {say.t("console.standards.title")}
      </Link>
      <span className="row">
        {incidents > 0 && (
          <Badge hue="danger" icon="warn">
            {say.t("console.care.n_incidents", { n: incidents })}
          </Badge>
        )}
        {late > 0 && <Badge hue="overdue">{say.t("console.care.n_late", { n: late })}</Badge>}
        {unchecked > 0 && (
          <Badge hue="waiting">{say.t("console.care.n_unchecked", { n: unchecked })}</Badge>
        )}
      </span>
    </nav>
  );
}

/** On the first page of a worker and of a centre: how many decisions wait, and which are due. Absent while none is. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useNow } from "../live/useNow.ts";
import { useSay } from "../say/useSay.ts";
import { dayOf } from "../sessions/slots.ts";
import { owedQuery, standing } from "./owed.ts";

type Props = { to: "/committees/decisions" | "/centre/decisions" };

export function OwedNotice({ to }: Props) {
  const say = useSay();
  const { data } = useQuery(owedQuery);
  const today = dayOf(useNow());
  if (!data || data.length === 0) return null;
  const count = (as: string) => data.filter((row) => standing(row, today) === as).length;
  const late = count("late");
  return (
    <p className={late > 0 ? "notice st overdue" : "notice"}>
      <Link to={to} className="quiet-link">
        {say.t("console.owed.n", { n: data.length, soon: count("soon"), late })}
      </Link>
    </p>
  );
}

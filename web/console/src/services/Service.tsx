/** One service: whose it is, for whom, where and when; what nobody knows is said to be unknown. */
import type { ServiceRow } from "@helpline/shared/types";
import { Icon } from "../parts/Icon.tsx";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

export function Service({ row }: { row: ServiceRow }) {
  const say = useSay();
  const places = row.places.map(({ name }) => say.words(name)).join(", ");
  return (
    <div className="service">
      <p className="row service-name">
        <b>{say.words(row.name)}</b>
        <Badge hue="info">{say.word("service", row.kind)}</Badge>
        {row.open_now !== null && (
          <StateWord hue={row.open_now ? "safe" : "none"} icon={row.open_now ? "check" : "hour"}>
            {say.t(row.open_now ? "console.services.open" : "console.services.shut")}
          </StateWord>
        )}
        {row.ended && <Badge hue="none">{say.t("console.services.ended")}</Badge>}
      </p>
      <p className="row small service-facts">
        <span>{say.words(row.organisation.name)}</span>
        {row.centre && <span>{say.words(row.centre.name)}</span>}
        <span className="fact">
          <Icon name="pin" />
          {places || say.t("console.services.country")}
        </span>
        <span>{say.word("intake", row.gender)}</span>
        <span className="num">{agesOf(row, say)}</span>
        <span className="num">
          {row.capacity === null
            ? say.t("console.services.no_seats")
            : say.t("console.services.seats", { n: row.capacity })}
        </span>
        {row.hours && (
          <span className="num" lang="en">
            {row.hours}
          </span>
        )}
      </p>
    </div>
  );
}

function agesOf({ age_from, age_to }: ServiceRow, say: ReturnType<typeof useSay>): string {
  if (age_from === null && age_to === null) return say.t("console.services.any_age");
  if (age_from === null) return say.t("console.services.to_age", { n: age_to ?? 0 });
  if (age_to === null) return say.t("console.services.from_age", { n: age_from });
  return say.t("console.services.ages", { from: age_from, to: age_to });
}

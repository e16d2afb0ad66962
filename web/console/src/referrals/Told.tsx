/** What an organisation is told of a child now: each part by its name, unknown said to be unknown. */
import type { PartyReferral } from "@helpline/shared/types";
import type { Say } from "../say/useSay.ts";
import { useSay } from "../say/useSay.ts";

type Row = PartyReferral["told"];
type Part = Row["parts"][number];

export function Told({ told }: { told: Row }) {
  const say = useSay();
  if (told.parts.length === 0) return <p className="mute">{say.t("console.asked.told_no_more")}</p>;
  return (
    <dl className="facts told">
      {told.parts.map((part) => (
        <div key={part} className={part === "needs" ? "told-whole" : undefined}>
          <dt className="small mute">{say.word("told_part", part)}</dt>
          <dd>{said(part, told, say) || say.t("console.asked.unknown")}</dd>
        </div>
      ))}
    </dl>
  );
}

function said(part: Part, told: Row, say: Say): string {
  switch (part) {
    case "needs":
      return told.needs ?? "";
    case "age":
      return told.age ? ageOf(told.age, say) : "";
    case "sex":
      return code(told.sex, say);
    case "area":
      return say.words(told.area?.name);
    case "risk":
      return told.risk ? say.word("told_risk", told.risk) : "";
    case "name":
      return all([told.name?.bn, told.name?.latin]);
    case "guardian":
      return all([told.guardian?.guardian, told.guardian?.mother, told.guardian?.father]);
    case "languages":
      return (told.languages ?? []).map((one) => say.word("language", one)).join(", ");
    case "disability":
      return all([code(told.disability?.disabled, say), told.disability?.note]);
    case "schooling":
      return code(told.schooling, say);
  }
}

function ageOf({ youngest, oldest }: NonNullable<Row["age"]>, say: Say): string {
  if (youngest === oldest) return say.t("console.asked.years", { n: youngest });
  return say.t("console.services.ages", { from: youngest, to: oldest });
}

function code(value: string | null | undefined, say: Say): string {
  return value ? say.word("child_value", value) : "";
}

function all(parts: readonly (string | null | undefined)[]): string {
  return parts.filter(Boolean).join(" · ");
}

/** A course in a line: how long it is and counts, who has it, when it is next, what needs it. */
import type { CourseRow } from "@helpline/shared/types";
import { type Say, useSay } from "../say/useSay.ts";
import { NEEDING } from "./codes.ts";

export function CourseFacts({ row }: { row: CourseRow }) {
  const say = useSay();
  return (
    <>
      <p className="row small service-facts">
        <span>
          {row.hours === null
            ? say.t("console.training.hours_unknown")
            : say.t("console.training.hours_n", { n: row.hours })}
        </span>
        <span>
          {row.valid_months === null
            ? say.t("console.training.for_good")
            : say.t("console.training.months_n", { n: row.valid_months })}
        </span>
        <span>{say.t("console.training.valid_n", { n: row.valid })}</span>
        {!row.ended && (
          <span>
            {row.next_at
              ? say.t("console.training.next", { at: say.day(row.next_at) })
              : say.t("console.training.no_next")}
          </span>
        )}
      </p>
      <p className="small mute">
        {row.needed_for.length === 0
          ? say.t("console.training.needed_by_nothing")
          : say.t("console.training.needed_by", {
              what: row.needed_for.map((one) => needText(one, say)).join(", "),
            })}
      </p>
    </>
  );
}

/** "Role: Supervisor". */
export function needText({ kind, code }: CourseRow["needed_for"][number], say: Say): string {
  return say.t("console.training.need", {
    kind: say.word("need_kind", kind),
    what: say.word(NEEDING[kind].family, code),
  });
}

/** Whether the child may be enrolled: the criteria with their evidence, and the word of a supervisor. */
import { cashApprove, cashRefuse } from "@helpline/shared/api";
import { nameOf } from "../cases/Marks.tsx";
import { Part } from "../directory/parts.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { WHY_REFUSED } from "./codes.ts";
import type { FileProps } from "./EnrolmentPage.tsx";
import { Evidence } from "./Evidence.tsx";
import { Reason } from "./Reason.tsx";
import { useCashVerb } from "./useCashVerb.ts";

export function Eligibility(props: FileProps) {
  const say = useSay();
  const { file, may } = props;
  const { enrolment: row, eligibility } = file;
  const { fits_area: fits } = eligibility;
  return (
    <Part title={say.t("console.cash.eligibility")}>
      <p>
        <b>{say.word("cash_outcome", eligibility.outcome)}</b>{" "}
        <span className="small mute">
          {fits === null
            ? say.t("console.cash.area_unknown")
            : say.t(fits ? "console.cash.area_fits" : "console.cash.area_other")}
        </span>
      </p>
      {row.adult_reason && (
        <p className="small">
          {say.t("console.cash.adult_because", { why: say.word("adult", row.adult_reason) })}
        </p>
      )}
      <Evidence
        {...props}
        things={file.scheme.criteria}
        tranche={null}
        lacks={eligibility.lacks}
        open={row.state === "applied"}
      />
      {row.decided_by && row.decided_at && (
        <p className="small mute">
          {say.t("console.cash.decided", {
            state: say.word("cash_enrolment", row.state === "refused" ? "refused" : "enrolled"),
            name: nameOf(row.decided_by, say),
            day: say.day(row.decided_at),
          })}
        </p>
      )}
      {row.state === "applied" && may.approve && <Decide {...props} />}
      {row.state === "applied" && !may.approve && (
        <p className="small mute">{say.t("console.cash.supervisor_decides")}</p>
      )}
    </Part>
  );
}

function Decide({ file, named, may }: FileProps) {
  const say = useSay();
  const verb = useCashVerb(named);
  const path = { enrolment_id: file.enrolment.id };
  const own = file.enrolment.applied_by?.id === may.me;
  const ready = file.eligibility.outcome === "eligible" && !own;
  return (
    <div className="case-approval">
      {own && <p className="small mute">{say.t("console.cash.another_person")}</p>}
      <div className="row asked-verbs">
        <button
          type="button"
          className="btn primary slim"
          aria-disabled={verb.busy || !ready}
          onClick={() => void verb.act(() => cashApprove({ path, body: {} }))}
        >
          <Icon name="check" />
          {say.t("console.cash.enrol")}
        </button>
        <Reason
          name={say.t("console.cash.refuse")}
          icon="x"
          codes={WHY_REFUSED}
          family="cash_why"
          busy={verb.busy}
          onPick={(reason, words) => verb.act(() => cashRefuse({ path, body: { reason, words } }))}
        />
      </div>
      <Refused text={verb.refused} />
    </div>
  );
}

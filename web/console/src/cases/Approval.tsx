/** What became of a revision: asked for, given, sent back with the reason; each by its number, so that nothing is approved unseen. */
import { casesApprove, casesReject, casesRequestApproval } from "@helpline/shared/api";
import type { ApprovalRow, SheetRow } from "@helpline/shared/types";
import { useState } from "react";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { Words } from "./Fields.tsx";
import { nameOf } from "./Marks.tsx";
import type { PartProps } from "./parts.ts";
import { lastApproval } from "./standing.ts";
import { useCaseVerb } from "./useCase.ts";

type Props = PartProps & { of: SheetRow };

export function Approval({ opened, row, may, of }: Props) {
  const say = useSay();
  const verb = useCaseVerb();
  const last = lastApproval(opened.approvals, of);
  const path = { case_id: row.id, sheet: of.sheet };
  const ask = () => verb.run(() => casesRequestApproval({ path, body: { revision: of.revision } }));
  // A closure is asked for by its own form, which writes a new revision.
  const mayAsk = may.write && !last && of.sheet !== "closure";
  return (
    <div className="case-approval">
      {last && <Told last={last} />}
      {mayAsk && (
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy}
          onClick={() => void ask()}
        >
          <Icon name="go" />
          {say.t("console.case.ask_approval", { n: of.revision })}
        </button>
      )}
      {last?.state === "requested" && may.approve && <Decide row={row} of={of} last={last} />}
      <Refused text={verb.refused} />
    </div>
  );
}

function Told({ last }: { last: ApprovalRow }) {
  const say = useSay();
  const now = useNow();
  const who = nameOf(last.decided_by ?? last.requested_by, say);
  const time = say.dayOrClock(last.decided_at ?? last.requested_at, now);
  if (last.state === "rejected") {
    return (
      <div className="notice st overdue small">
        <b>{say.t("console.case.sent_back", { who, time })}</b>
        <p className="case-words">{last.comment ?? say.t("console.case.erased")}</p>
      </div>
    );
  }
  const [hue, icon] =
    last.state === "approved" ? (["safe", "check"] as const) : (["waiting", "hour"] as const);
  return (
    <>
      <p className="small">
        <StateWord hue={hue} icon={icon}>
          {say.word("case_approval", last.state)}
        </StateWord>{" "}
        <span className="mute">
          {who} · <span className="num">{time}</span>
        </span>
      </p>
      {last.comment && <p className="small case-words">{last.comment}</p>}
    </>
  );
}

type DecideProps = { row: PartProps["row"]; of: SheetRow; last: ApprovalRow };

function Decide({ row, of, last }: DecideProps) {
  const say = useSay();
  const verb = useCaseVerb();
  const me = useMe();
  const [comment, setComment] = useState("");
  const path = { case_id: row.id, sheet: of.sheet };
  const said = comment.trim();
  if (me?.id === of.written_by.id || me?.id === last.requested_by.id) {
    return <p className="small mute">{say.t("console.case.another_approves")}</p>;
  }
  const body = { revision: of.revision, comment: said || null };
  const closes = of.sheet === "closure";
  return (
    <div className="book case-form">
      <Words name={say.t("console.case.comment")} value={comment} onText={setComment} />
      <div className="row">
        <button
          type="button"
          className="btn primary slim"
          aria-disabled={verb.busy}
          onClick={() => void verb.run(() => casesApprove({ path, body }))}
        >
          <Icon name="check" />
          {closes
            ? say.t("console.case.approve_closing")
            : say.t("console.case.approve", { n: of.revision })}
        </button>
        <button
          type="button"
          className="btn slim"
          aria-disabled={verb.busy || said === ""}
          onClick={() => said && void verb.run(() => casesReject({ path, body }))}
        >
          <Icon name="xfer" />
          {say.t("console.case.send_back")}
        </button>
        {said === "" && <span className="small mute">{say.t("console.case.say_why_back")}</span>}
      </div>
      <Refused text={verb.refused} />
    </div>
  );
}

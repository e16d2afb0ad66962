/** Children the centre is asked to take in: the least there is to know, the time left, and the answer. */
import type { BedBoardRow, Id, TaskRow } from "@helpline/shared/types";
import { useEffect, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Countdown } from "../parts/Countdown.tsx";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { Badge, UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { BedPicker } from "./BedPicker.tsx";
import { isOverdue } from "./beds.ts";
import { refuse, shown, takeIn } from "./verbs.ts";

const REASONS = ["full", "not_safe", "ill", "conflict", "busy", "other"] as const;

export function Incoming({ tasks, board }: { tasks: TaskRow[]; board: BedBoardRow }) {
  const say = useSay();
  return (
    <section aria-label={say.t("console.centre.incoming")}>
      <h2 className="group">
        <b>{say.t("console.centre.incoming")}</b>
        <span className="num">{say.n(tasks.length)}</span>
      </h2>
      <div role="status">
        {tasks.length === 0 && <p className="mute pad">{say.t("console.centre.nobody_asked")}</p>}
      </div>
      <ul>
        {tasks.map((task) => (
          <Asked key={task.dispatch_id} task={task} board={board} />
        ))}
      </ul>
    </section>
  );
}

function Asked({ task, board }: { task: TaskRow; board: BedBoardRow }) {
  const say = useSay();
  const verb = useVerb();
  const [bed, setBed] = useState<Id | null>(null);
  const [refusing, setRefusing] = useState(false);
  const late = isOverdue(task, useNow());
  const id = task.dispatch_id;
  // The one who asked may see that the alert stands on a screen; a lost answer is no reason to say so twice.
  useEffect(() => void shown(id).catch(() => undefined), [id]);
  return (
    <li className={`asked st ${late ? "overdue" : "ringing"}`}>
      <div className="row">
        <UrgencyBadge urgency={task.urgency} worded />
        <span className="mute small num">{say.t("console.do.task", { no: task.task_no })}</span>
        {task.due_at && (
          <span className="end row num asked-time">
            <Icon name={late ? "late" : "hour"} />
            <Countdown dueAt={task.due_at} />
          </span>
        )}
      </div>
      {late && <p className="small">{say.t("console.centre.time_over")}</p>}
      <p className="asked-what">{say.words(task.group) || say.t("console.centre.kind_unknown")}</p>
      <p className="small">
        {task.place ? say.words(task.place.name) : say.t("console.centre.place_unknown")}
        {task.distance_km !== null && ` · ${say.km(task.distance_km)}`}
      </p>
      {task.female_wanted && <Badge hue="info">{say.t("console.centre.female_wanted")}</Badge>}
      {refusing ? (
        <OneOf
          title={say.t("console.centre.why_not")}
          codes={REASONS}
          family="decline"
          onPick={(reason) => void verb.run(() => refuse(id, reason))}
          onLeave={() => setRefusing(false)}
        />
      ) : (
        <div className="asked-answer">
          <BedPicker board={board} sex={null} bed={bed} onPick={setBed} />
          <div className="row">
            <button
              type="button"
              className="btn primary"
              aria-disabled={verb.busy}
              onClick={() => void verb.run(() => takeIn(id, bed))}
            >
              <Icon name="home" />
              {say.t("console.centre.take_in")}
            </button>
            <button type="button" className="btn" onClick={() => setRefusing(true)}>
              {say.t("console.centre.cannot")}
            </button>
          </div>
        </div>
      )}
      <Refused text={verb.refused} />
    </li>
  );
}

/** Children who are on the way to the centre, with what it has to know, and the arrival. */
import type { BedBoardRow, TaskDetails, TaskRow } from "@helpline/shared/types";
import { useState } from "react";
import { BedLine } from "../incident/do/BedLine.tsx";
import { useLabels } from "../incident/useCategories.ts";
import { Icon } from "../parts/Icon.tsx";
import { UrgencyBadge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { ArrivalForm } from "./ArrivalForm.tsx";

export function Expected({ tasks, board }: { tasks: TaskRow[]; board: BedBoardRow }) {
  const say = useSay();
  return (
    <section aria-label={say.t("console.centre.expected")}>
      <h2 className="group">
        <b>{say.t("console.centre.expected")}</b>
        <span className="num">{say.n(tasks.length)}</span>
      </h2>
      {tasks.length === 0 && <p className="mute pad">{say.t("console.centre.nobody_expected")}</p>}
      <ul>
        {tasks.map((task) => (
          <Coming key={task.dispatch_id} task={task} board={board} />
        ))}
      </ul>
    </section>
  );
}

function Coming({ task, board }: { task: TaskRow; board: BedBoardRow }) {
  const say = useSay();
  const [here, setHere] = useState(false);
  return (
    <li className="coming st waiting">
      <div className="row">
        <UrgencyBadge urgency={task.urgency} />
        <span className="mute small num">{say.t("console.do.task", { no: task.task_no })}</span>
        {task.details?.number && (
          <span className="end small num">{say.n(task.details.number)}</span>
        )}
      </div>
      {task.details && <Child details={task.details} />}
      <BedLine bed={task.bed} />
      {here ? (
        <ArrivalForm task={task} board={board} onLeave={() => setHere(false)} />
      ) : (
        <button type="button" className="btn primary" onClick={() => setHere(true)}>
          <Icon name="home" />
          {say.t("console.centre.is_here")}
        </button>
      )}
    </li>
  );
}

function Child({ details }: { details: TaskDetails }) {
  const say = useSay();
  const labelOf = useLabels();
  const { child, place } = details;
  const who = [
    child.name,
    child.age && say.t("console.centre.age", { age: say.n(child.age) }),
    child.sex && say.word("child_sex", child.sex),
  ];
  return (
    <>
      <p className="coming-who">
        {who.filter(Boolean).join(" · ") || say.t("console.centre.child_unknown")}
      </p>
      <p className="small">
        {[...details.categories.map(labelOf), place && say.words(place.name)]
          .filter(Boolean)
          .join(", ")}
      </p>
      {details.injured === "yes" && (
        <p className="notice st danger small">{say.t("console.centre.hurt")}</p>
      )}
    </>
  );
}

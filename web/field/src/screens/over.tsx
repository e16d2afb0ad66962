/** A task that ended: done, called off, or no longer with this person; it shows no detail of a child. */

import { t } from "@helpline/shared/i18n";
import type { IconName } from "@helpline/shared/icons";
import type { Id, TaskRow } from "@helpline/shared/types";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon } from "../parts.tsx";
import { LIST, taskHash } from "../route.ts";
import { mayTell } from "../steps.ts";
import { Sent } from "./sent.tsx";

type Props = { model: FieldModel; task: TaskRow | undefined; id: Id };

export function Over({ model, task, id }: Props) {
  const end = words(task, model.noBed.has(id));
  return (
    <div class="screen">
      {task ? <Bar model={model} task={task} /> : <Bar model={model} />}
      <main class="main over">
        <p class={`st ${end.hue}`}>
          <Icon name={end.icon} />
        </p>
        <Heading>{end.words}</Heading>
      </main>
      <footer class="foot">
        {task ? <Sent model={model} task={task} /> : null}
        {task && mayTell(task, model.centre) ? (
          <a class="btn med" href={taskHash(task.dispatch_id, "report")}>
            <Icon name="pen" />
            {t("field.report")}
          </a>
        ) : null}
        <a class="btn primary big" href={LIST}>
          {t("field.tasks")}
        </a>
      </footer>
    </div>
  );
}

function words(
  task: TaskRow | undefined,
  noBed: boolean,
): { hue: string; icon: IconName; words: string } {
  if (!task && noBed) return { hue: "info", icon: "info", words: t("field.no_bed") };
  if (task?.bed?.state === "arrived")
    return { hue: "safe", icon: "home", words: t("field.child_in") };
  if (task?.state === "done") return { hue: "safe", icon: "check", words: t("field.finished") };
  if (task?.state === "stood_down")
    return { hue: "info", icon: "home", words: t("field.stood_down") };
  return { hue: "info", icon: "info", words: t("field.gone") };
}

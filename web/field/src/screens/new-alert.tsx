/** The line that tells of another alert while a task is open; it covers nothing. */

import { t } from "@helpline/shared/i18n";
import type { TaskRow } from "@helpline/shared/types";
import { Icon, urgencyHue } from "../parts.tsx";
import { taskHash } from "../route.ts";

export function NewAlert({ task, onOpen }: { task: TaskRow; onOpen: () => void }) {
  return (
    <div class="new-alert" role="alert">
      <a
        class={`st ${urgencyHue(task.urgency)}`}
        href={taskHash(task.dispatch_id)}
        onClick={onOpen}
      >
        <Icon name="bell" />
        <b>{t("field.new_alert")}</b>
        <span class="end">{task.urgency}</span>
        <Icon name="go" />
      </a>
    </div>
  );
}

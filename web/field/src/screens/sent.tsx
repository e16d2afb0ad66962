/** What became of the last press: not sent yet, or refused and why; it hides when there is nothing to say. */

import { t } from "@helpline/shared/i18n";
import type { TaskRow } from "@helpline/shared/types";
import type { FieldModel } from "../model.ts";
import type { Sending } from "../outbox.ts";
import { Notice } from "../parts.tsx";
import { problemWords } from "../problems.ts";

export function Sent({ model, task }: { model: FieldModel; task: TaskRow }) {
  const item = model.outbox.of(task.dispatch_id);
  return (
    <div role="status" class="sent">
      {item?.state === "waiting" || (item?.state === "sending" && item.problem) ? (
        <Notice hue="waiting" icon="out">
          {t("field.not_sent")}
        </Notice>
      ) : null}
      {item?.state === "refused" && item.problem ? (
        <Notice hue="danger" icon="warn">
          {problemWords(item.problem)}
        </Notice>
      ) : null}
    </div>
  );
}

/** What the pressed button says meanwhile; nothing while no decision is on its way. */
export function pressWords(state: Sending["state"] | undefined): string | null {
  if (state === "sending") return t("common.sending");
  return state === "waiting" ? t("field.try_now") : null;
}

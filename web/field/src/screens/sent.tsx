/** What became of the last press: not sent yet, or refused and why; it hides when there is nothing to say. */

import { t } from "@helpline/shared/i18n";
import type { TaskRow } from "@helpline/shared/types";
import type { FieldModel } from "../model.ts";
import type { SendState } from "../outbox.ts";
import { Notice } from "../parts.tsx";
import { refusalWords } from "../problems.ts";

export function Sent({ model, task }: { model: FieldModel; task: TaskRow }) {
  const item = model.outbox.of(task.dispatch_id);
  return (
    <div role="status" class="sent">
      {item?.state === "waiting" ? (
        <Notice hue="waiting" icon="out">
          {t(model.outbox.lasting ? "field.not_sent" : "field.not_kept")}
        </Notice>
      ) : null}
      {item?.state === "refused" ? (
        <Notice hue="danger" icon="warn">
          {refusalWords(item)}
        </Notice>
      ) : null}
    </div>
  );
}

/** What the pressed button says meanwhile; nothing while no decision is on its way. */
export function pressWords(state: SendState | undefined): string | null {
  if (state === "sending") return t("common.sending");
  return state === "waiting" ? t("field.try_now") : null;
}

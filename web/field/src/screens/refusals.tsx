/** What the server refused since: told until the worker says that it was read. */

import { t } from "@helpline/shared/i18n";
import type { FieldModel } from "../model.ts";
import { Notice } from "../parts.tsx";
import { refusalWords } from "../problems.ts";
import { n } from "../reader.ts";
import { isOfCase } from "../verbs.ts";

export function Refusals({ model }: { model: FieldModel }) {
  return (
    <div role="alert">
      {model.outbox.refused.map((item) => (
        <Notice key={item.id} hue="danger" icon="warn">
          {item.taskNo ? (
            <>
              {t("field.task")} <span class="num">{n(item.taskNo)}</span>,{" "}
            </>
          ) : null}
          {t(`field.sent.${item.decision.verb}`)}: {refusalWords(item)}{" "}
          {isOfCase(item.decision) && item.decision.words ? (
            <span class="said" dir="auto">
              {item.decision.words}
            </span>
          ) : null}
          <button type="button" class="btn" onClick={() => void model.outbox.markRead(item.seq)}>
            {t("field.read")}
          </button>
        </Notice>
      ))}
    </div>
  );
}

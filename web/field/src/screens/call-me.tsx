/** Asks the helpline for a call about a task: the counsellor sees it and calls; no number is shown or known here. */

import { t } from "@helpline/shared/i18n";
import type { TaskRow } from "@helpline/shared/types";
import type { FieldModel } from "../model.ts";
import { Icon, Notice } from "../parts.tsx";

const WHOM = ["counsellor", "caller"] as const;

export function CallMe({ model, task }: { model: FieldModel; task: TaskRow }) {
  const wanted = model.callWanted(task);
  return (
    <section class="sec">
      <h2>{t("field.call_me")}</h2>
      <p class="small mute">{t("field.call_me_note")}</p>
      <ul class="answers">
        {WHOM.map((whom) => (
          <li key={whom}>
            <button
              type="button"
              class="btn med"
              aria-pressed={wanted === whom}
              onClick={() => model.send(task, { verb: "ask_call", whom })}
            >
              <Icon name={wanted === whom ? "check" : "phone"} />
              {t(`field.call_me.${whom}`)}
            </button>
          </li>
        ))}
      </ul>
      <div role="status">
        {wanted ? (
          <Notice hue="info" icon="hour">
            {t("field.call_me_asked")}
          </Notice>
        ) : null}
      </div>
    </section>
  );
}

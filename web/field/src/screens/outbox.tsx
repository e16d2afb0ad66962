/** Everything this worker sent: what waits, what the server has, what it refused and why; it sends nothing itself. */

import { clockTime } from "@helpline/shared/format";
import { t } from "@helpline/shared/i18n";
import type { IconName } from "@helpline/shared/icons";
import type { FieldModel } from "../model.ts";
import type { Sending, SendState } from "../outbox.ts";
import { Bar, Heading, Icon } from "../parts.tsx";
import { refusalWords } from "../problems.ts";
import { n, reader } from "../reader.ts";
import { LIST } from "../route.ts";
import { isTold } from "../verbs.ts";

const LOOK: Record<SendState, { hue: string; icon: IconName }> = {
  sending: { hue: "waiting", icon: "out" },
  waiting: { hue: "waiting", icon: "hour" },
  refused: { hue: "danger", icon: "warn" },
  sent: { hue: "none", icon: "check" },
};

export function OutboxList({ model }: { model: FieldModel }) {
  const items = model.outbox.items.filter(({ decision }) => isTold(decision));
  const waits = model.outbox.count > 0;
  return (
    <div class="screen">
      <Bar model={model} back />
      <main class="main list">
        <Heading>{t("field.outbox")}</Heading>
        <p class="mute small">{t("field.outbox_note")}</p>
        {items.length === 0 ? <p class="mute empty">{t("field.outbox_empty")}</p> : null}
        <ul class="tasks">
          {items.map((item) => (
            <li key={item.id} class="sent-line">
              <Line item={item} />
            </li>
          ))}
        </ul>
      </main>
      <footer class="foot">
        {waits ? (
          <button
            type="button"
            class="btn primary big"
            onClick={() => void model.outbox.retryNow()}
          >
            <Icon name="out" />
            {t("field.try_now")}
          </button>
        ) : (
          <a class="btn primary big" href={LIST}>
            {t("field.tasks")}
          </a>
        )}
      </footer>
    </div>
  );
}

function Line({ item }: { item: Sending }) {
  const look = LOOK[item.state];
  return (
    <>
      <span class="row">
        <b>{t(`field.sent.${item.decision.verb}`)}</b>
        {item.taskNo ? (
          <span class="mute small">
            {t("field.task")} <span class="num">{n(item.taskNo)}</span>
          </span>
        ) : null}
        <span class="end small mute num">{clockTime(item.madeAt, reader.digits)}</span>
      </span>
      <span class={`st ${look.hue}`}>
        <span class="state small">
          <Icon name={look.icon} />
          {item.state === "refused" ? refusalWords(item) : t(`field.send_state.${item.state}`)}
        </span>
      </span>
    </>
  );
}

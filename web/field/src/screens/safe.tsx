/** "I am safe": the PIN and how often it is asked for; a PIN of duress looks the same here as everywhere on the phone. */

import { clockTime } from "@helpline/shared/format";
import { t } from "@helpline/shared/i18n";
import type { IconName } from "@helpline/shared/icons";
import type { OwnCheckIn, TaskRow } from "@helpline/shared/types";
import { type CheckInState, checkIn, paces } from "../check-in.ts";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon, Notice, useSeconds } from "../parts.tsx";
import { n, reader } from "../reader.ts";
import { replace, taskHash } from "../route.ts";

const LOOK: Record<CheckInState, { hue: string; icon: IconName }> = {
  fine: { hue: "info", icon: "safe" },
  due: { hue: "waiting", icon: "bell" },
  late: { hue: "overdue", icon: "late" },
};

type Props = { model: FieldModel; task: TaskRow };

/** On the task: until when to say it, and the way there. */
export function SafeLine({ model, task }: Props) {
  useSeconds(task.check_in !== null);
  const now = checkIn(task.check_in, model.outbox.pending(task.dispatch_id), model.now());
  if (!now) return null;
  const { hue, icon } = LOOK[now.state];
  return (
    <a class={`safe-line st ${hue}`} href={taskHash(task.dispatch_id, "safe")}>
      <span class="state">
        <Icon name={icon} />
        <span>{wordsOf(now.state, now.dueMs)}</span>
      </span>
      {now.waits ? <span class="small">{t("field.check.waits")}</span> : null}
    </a>
  );
}

function wordsOf(state: CheckInState, dueMs: number): string {
  if (state !== "fine") return t(`field.check.${state}`);
  return t("field.check.next", { time: clockTime(new Date(dueMs).toISOString(), reader.digits) });
}

export function Safe({ model, task }: Props) {
  const own = task.check_in;
  const say = (event: SubmitEvent) => {
    event.preventDefault();
    const pin = String(new FormData(event.currentTarget as HTMLFormElement).get("pin") ?? "");
    model.send(task, { verb: "check_in", pin: pin.trim() || null });
    replace(taskHash(task.dispatch_id));
  };
  return (
    <form class="screen" onSubmit={say}>
      <Bar model={model} task={task} />
      <main class="main safe">
        <Heading>{t("field.check.title")}</Heading>
        {own ? <When model={model} task={task} /> : null}
        {model.pinsSet ? (
          <Pin name="pin" label={t("field.check.pin")} />
        ) : (
          <p class="mute">{t("field.check.no_pin")}</p>
        )}
        {own ? <Pace model={model} task={task} own={own} /> : null}
      </main>
      <footer class="foot">
        <button class="btn primary big" type="submit">
          <Icon name="safe" />
          {t("field.check.say")}
        </button>
        <a class="btn med" href={taskHash(task.dispatch_id)}>
          <Icon name="go" flip />
          {t("common.back")}
        </a>
      </footer>
    </form>
  );
}

function When({ model, task }: Props) {
  useSeconds(true);
  const now = checkIn(task.check_in, model.outbox.pending(task.dispatch_id), model.now());
  if (!now) return null;
  return (
    <Notice hue={LOOK[now.state].hue} icon={LOOK[now.state].icon}>
      {wordsOf(now.state, now.dueMs)}
    </Notice>
  );
}

/** Covered like a password, but no field a browser would offer to keep. */
export function Pin({ name, label }: { name: string; label: string }) {
  return (
    <>
      <label for={name}>{label}</label>
      <input
        class="field pin"
        id={name}
        name={name}
        type="text"
        inputMode="numeric"
        autocomplete="off"
        spellcheck={false}
        maxLength={6}
        required
      />
    </>
  );
}

function Pace({ model, task, own }: Props & { own: OwnCheckIn }) {
  const waiting = model.outbox.pending(task.dispatch_id).map(({ decision }) => decision);
  const chosen = waiting.filter((decision) => decision.verb === "pace").at(-1);
  const minutes = chosen?.minutes ?? Math.round(own.every_seconds / 60);
  return (
    <fieldset class="paces">
      <legend>{t("field.check.pace")}</legend>
      {paces(own).map((each) => (
        <button
          key={each}
          type="button"
          class="btn"
          aria-pressed={each === minutes}
          onClick={() => model.send(task, { verb: "pace", minutes: each })}
        >
          {each === minutes ? <Icon name="check" /> : null}
          {t("field.check.minutes", { n: n(each) })}
        </button>
      ))}
    </fieldset>
  );
}

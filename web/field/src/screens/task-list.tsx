/** The worker's tasks, what asks for an answer first; before acceptance it shows no detail of a child. */

import { clockTime, countdown } from "@helpline/shared/format";
import { t } from "@helpline/shared/i18n";
import type { IconName } from "@helpline/shared/icons";
import type { DispatchState, TaskRow } from "@helpline/shared/types";
import { LanguageChoice, ThemeChoice } from "../choices.tsx";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon, Notice, UrgencyBadge, useSeconds } from "../parts.tsx";
import { n, placeWords, reader, say } from "../reader.ts";
import { CASES, PINS, ROLL, ROSTER, taskHash } from "../route.ts";
import { isOver } from "../steps.ts";
import type { Waking } from "../waking.ts";
import { Refusals } from "./refusals.tsx";

type Props = {
  model: FieldModel;
  soundOff: boolean;
  onSound: () => void;
  waking: Waking;
  onWake: () => void;
  stillIn: boolean;
  onLogOut: () => void;
};

export function TaskList(props: Props) {
  const { model, soundOff, onSound, waking, onWake, stillIn, onLogOut } = props;
  const waits = model.outbox.count > 0;
  useSeconds(model.tasks.some(({ state }) => state === "alerting"));
  return (
    <div class="screen">
      <Bar model={model} />
      {soundOff ? (
        <button type="button" class="strip-btn st waiting" onClick={onSound}>
          <Icon name="bell" />
          {t("field.sound_off")}
        </button>
      ) : null}
      {model.ready && model.connection !== "connected" ? (
        <Notice hue="overdue" icon="lost">
          {t("field.stale")}
        </Notice>
      ) : null}
      <Refusals model={model} />
      <Asked model={model} />
      <main class="main list">
        <Heading>{t("field.tasks")}</Heading>
        <Tasks model={model} />
      </main>
      <footer class="foot slim">
        <Shift model={model} />
        {model.rolls.site ? (
          <a class="btn primary big" href={ROLL}>
            <Icon name="users" />
            {t(model.rolls.site.sleeps ? "field.roll.tonight" : "field.roll.today")}
          </a>
        ) : null}
        {model.hasCases ? (
          <a class="btn med" href={CASES}>
            <Icon name="pen" />
            {t("field.cases.title")}
          </a>
        ) : null}
        {model.centre ? null : (
          <a class="btn med" href={ROSTER}>
            <Icon name="clock" />
            {t("field.roster.title")}
          </a>
        )}
        {model.centre ? null : (
          <a class="btn med" href={PINS}>
            <Icon name="lock" />
            {t("field.pins.title")}
          </a>
        )}
        {model.unseen().length === 0 ? <Wake waking={waking} onWake={onWake} /> : null}
        <div class="who">
          <Icon name="user" />
          <span class="grow">{say(model.me.display_name)}</span>
          <button
            type="button"
            class="btn"
            aria-disabled={waits}
            aria-describedby={waits ? "logout-waits" : undefined}
            onClick={() => waits || onLogOut()}
          >
            <Icon name="off" />
            {t("common.log_out")}
          </button>
        </div>
        <div role="alert">
          {stillIn ? (
            <Notice hue="danger" icon="warn">
              {t("field.still_in")}
            </Notice>
          ) : null}
        </div>
        {waits ? (
          <p id="logout-waits" class="small">
            {t("field.logout_waits")}
          </p>
        ) : null}
        <div class="settings">
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </footer>
    </div>
  );
}

/** The worker's own switch; a phone that nobody could ring is told so. */
function Shift({ model }: { model: FieldModel }) {
  const on = model.onDuty;
  if (on === null) return null;
  return (
    <>
      <button
        type="button"
        role="switch"
        aria-checked={on}
        class="btn med"
        onClick={() => model.moveShift(!on)}
      >
        <Icon name={on ? "check" : "off"} />
        {t(on ? "field.shift" : "field.shift_off")}
      </button>
      {on && model.shift?.missing.length ? (
        <Notice hue="waiting" icon="warn">
          {t("field.shift_unreachable")}
        </Notice>
      ) : null}
    </>
  );
}

/** Asked for here, where nothing is urgent; without it everything else works. */
function Wake({ waking, onWake }: { waking: Waking; onWake: () => void }) {
  if (waking === "denied") return <p class="small mute">{t("field.wake_denied")}</p>;
  if (waking !== "off" && waking !== "failed") return null;
  return (
    <>
      <button type="button" class="btn med" onClick={onWake}>
        <Icon name="bell" />
        {t("field.wake")}
      </button>
      <p class="small mute" role="status">
        {t(waking === "failed" ? "field.wake_failed" : "field.wake_note")}
      </p>
    </>
  );
}

/** A colleague's wish to swap a shift, and the way to where it is answered. */
function Asked({ model }: { model: FieldModel }) {
  const [first] = model.shifts.toAnswer(model.now());
  if (!first) return null;
  return (
    <a class="safe-line st waiting" href={ROSTER}>
      <span class="state">
        <Icon name="xfer" />
        <span>{t("field.roster.asked_of_me", { name: say(first.from_name) })}</span>
      </span>
    </a>
  );
}

function Tasks({ model }: { model: FieldModel }) {
  if (!model.ready) return <p class="mute empty">{t("field.loading")}</p>;
  if (model.tasks.length === 0) {
    return (
      <div class="empty">
        <p class="empty-head">{t("field.none")}</p>
        <p class="mute">{t("field.none_note")}</p>
      </div>
    );
  }
  return (
    <ul class="tasks">
      {model.tasks.map((task) => (
        <li key={task.dispatch_id}>
          <TaskLine task={task} nowMs={model.now()} onOpen={() => model.markSeen(task)} />
        </li>
      ))}
    </ul>
  );
}

type LineProps = { task: TaskRow; nowMs: number; onOpen: () => void };

function TaskLine({ task, nowMs, onOpen }: LineProps) {
  const place = placeWords(task.place);
  return (
    <a class={`task-line ${task.state}`} href={taskHash(task.dispatch_id)} onClick={onOpen}>
      <span class="row">
        <UrgencyBadge
          urgency={task.urgency}
          solid={task.urgency === "P1" && task.state === "alerting"}
          over={isOver(task.state)}
        />
        <span class="mute small">
          {t("field.task")} <span class="num">{n(task.task_no)}</span>
        </span>
        <span class="end small mute num">{clockTime(task.sent_at, reader.digits)}</span>
      </span>
      <b class="task-place">{place.name}</b>
      {place.within ? <span class="mute small">{place.within}</span> : null}
      <TaskState task={task} nowMs={nowMs} />
    </a>
  );
}

const STATE_ICON: Record<DispatchState, IconName> = {
  alerting: "hour",
  accepted: "check",
  en_route: "go",
  reached: "flag",
  done: "check",
  stood_down: "home",
  unanswered: "x",
};

function TaskState({ task, nowMs }: { task: TaskRow; nowMs: number }) {
  if (task.state !== "alerting" || !task.due_at) {
    return (
      <span class="small row">
        <Icon name={STATE_ICON[task.state]} />
        {t(`field.state.${task.state}`)}
      </span>
    );
  }
  const due = countdown(task.due_at, nowMs, reader.digits);
  return (
    <span class={`st ${due.late ? "overdue" : "waiting"}`}>
      <span class="state small">
        <Icon name={due.late ? "late" : "hour"} />
        {t("field.state.alerting")} <span class="num">{due.text}</span>
      </span>
    </span>
  );
}

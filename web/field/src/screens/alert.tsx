/** The alert before acceptance: urgency, place, distance, group, time. It can't show a child's name, number, address or story. */

import { clockTime, countdown } from "@helpline/shared/format";
import { t } from "@helpline/shared/i18n";
import type { IconName } from "@helpline/shared/icons";
import type { TaskRow } from "@helpline/shared/types";
import { useEffect } from "preact/hooks";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon, urgencyHue, urgencyIcon, useSeconds } from "../parts.tsx";
import { distance, placeWords, reader, say } from "../reader.ts";
import { taskHash } from "../route.ts";
import { onTouch } from "../touch.ts";
import { pressWords, Sent } from "./sent.tsx";

type Props = { model: FieldModel; task: TaskRow };

export function Alert({ model, task }: Props) {
  // It rings on until a hand touches the phone: an alert that opened by itself was seen by nobody.
  useEffect(() => onTouch(() => model.markSeen(task)), [model, task]);
  const place = placeWords(task.place);
  const state = model.outbox.of(task.dispatch_id)?.state;
  const pending = state === "sending" || state === "waiting";
  const press = () => {
    if (state === "waiting") void model.outbox.retryNow();
    else if (state !== "sending") model.send(task, { verb: "accept" });
  };
  return (
    <div class="screen">
      <Bar model={model} task={task} />
      <main class="main bare">
        <UrgencyHead task={task} />
        <div class="place">
          <Heading>{place.name}</Heading>
          <p class="mute">{place.within}</p>
        </div>
        <Facts task={task} />
        {task.due_at ? <Countdown dueAt={task.due_at} model={model} /> : null}
      </main>
      <footer class="foot">
        <Sent model={model} task={task} />
        <button
          type="button"
          class="btn primary big"
          aria-disabled={state === "sending"}
          onClick={press}
        >
          <Icon name={pending ? "out" : model.centre ? "home" : "go"} />
          {pressWords(state) ?? t(yesWords(model, task))}
        </button>
        {pending ? null : (
          <a class="btn med" href={taskHash(task.dispatch_id, "why")}>
            <Icon name="x" />
            {t(model.centre ? "field.cannot_take" : "field.cannot")}
          </a>
        )}
        <p class="mute small note">{t("field.text_link")}</p>
      </footer>
    </div>
  );
}

/** A yes in the words of who says it: takes a child in, goes, or does a part where he or she is. */
function yesWords(model: FieldModel, task: TaskRow): string {
  if (model.centre) return "field.take_in";
  return task.goes ? "field.going" : "field.take_on";
}

function UrgencyHead({ task }: { task: TaskRow }) {
  return (
    <div class={`urgency st ${urgencyHue(task.urgency)}`}>
      <Icon name={urgencyIcon(task.urgency)} />
      <p>
        <b>{t(`urgency.${task.urgency}`)}</b>
        <span>
          {task.urgency} · {t(task.agency ? `agency.${task.agency}` : "field.must_go")}
        </span>
      </p>
    </div>
  );
}

function Facts({ task }: { task: TaskRow }) {
  return (
    <dl class="facts">
      {task.agency && task.distance_km === null ? null : (
        <Fact icon="pin" name={t("field.distance")} value={distance(task.distance_km)} />
      )}
      {task.group ? <Fact icon="users" name={t("field.kind")} value={say(task.group)} /> : null}
      {task.female_wanted ? (
        <Fact icon="user" name={t("field.worker")} value={t("field.woman_wanted")} />
      ) : null}
      <Fact icon="clock" name={t("field.sent")} value={clockTime(task.sent_at, reader.digits)} />
    </dl>
  );
}

function Fact({ icon, name, value }: { icon: IconName; name: string; value: string }) {
  return (
    <div>
      <dt>
        <Icon name={icon} />
        {name}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

function Countdown({ dueAt, model }: { dueAt: string; model: FieldModel }) {
  useSeconds(true);
  const due = countdown(dueAt, model.now(), reader.digits);
  return (
    <p class={due.late ? "countdown st overdue" : "countdown"} role="timer">
      <b class="num">
        {due.late ? <Icon name="late" /> : null}
        {due.text}
      </b>
      <span>{t(due.late ? "field.answer_late" : "field.answer_within")}</span>
    </p>
  );
}

/** Small pieces of the field screens: icon, bar, urgency, notices; they hold no state of a task. */

import { t } from "@helpline/shared/i18n";
import { ICONS, type IconName } from "@helpline/shared/icons";
import type { Connection } from "@helpline/shared/live";
import type { TaskRow, Urgency } from "@helpline/shared/types";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { FieldModel } from "./model.ts";
import { n } from "./reader.ts";
import { LIST, OUTBOX } from "./route.ts";

export function Icon({ name, flip = false }: { name: IconName; flip?: boolean }) {
  return (
    <svg class={flip ? "i flip" : "i"} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={ICONS[name]} />
    </svg>
  );
}

const LINE: Record<Connection, { icon: IconName; hue: string; words: string }> = {
  connecting: { icon: "hour", hue: "waiting", words: "common.connecting" },
  connected: { icon: "check", hue: "none", words: "common.connected" },
  reconnecting: { icon: "lost", hue: "overdue", words: "common.reconnecting" },
  ended: { icon: "lost", hue: "overdue", words: "common.ended" },
};

/** What is true of the line and of our own decisions, decisions first. */
function LineState({ model }: { model: FieldModel }) {
  const waiting = model.outbox.count;
  const line = LINE[model.connection];
  const shown = waiting
    ? { icon: "out" as const, hue: "waiting", words: t("field.to_send", { count: n(waiting) }) }
    : { ...line, words: t(line.words) };
  return (
    <span class={`end st ${shown.hue}`} role="status">
      <a class="state" href={OUTBOX}>
        <Icon name={shown.icon} />
        {shown.words}
      </a>
    </span>
  );
}

/** The bar of every screen; `task` adds its number and the way back, `back` only that. */
export function Bar({ model, task, back }: { model: FieldModel; task?: TaskRow; back?: boolean }) {
  return (
    <header class="bar">
      {task || back ? (
        <a class="back" href={LIST} aria-label={t("common.back")}>
          <Icon name="go" flip />
        </a>
      ) : null}
      {task ? (
        <b>
          {t("field.task")} <span class="num">{n(task.task_no)}</span>
        </b>
      ) : (
        <b>{n("1098")}</b>
      )}
      {task && task.state !== "alerting" ? <UrgencyBadge urgency={task.urgency} /> : null}
      <LineState model={model} />
    </header>
  );
}

const HUE: Record<Urgency, string> = { P1: "danger", P2: "waiting", P3: "info" };

export function urgencyHue(urgency: Urgency): string {
  return HUE[urgency];
}

export function urgencyIcon(urgency: Urgency): IconName {
  return urgency === "P1" ? "warn" : urgency === "P2" ? "hour" : "clock";
}

export function UrgencyBadge(props: { urgency: Urgency; solid?: boolean; over?: boolean }) {
  const { urgency, solid, over } = props;
  return (
    <span class={`st ${over ? "none" : HUE[urgency]}`}>
      <span class={solid ? "badge solid" : "badge"}>
        <Icon name={urgencyIcon(urgency)} />
        {urgency}
      </span>
    </span>
  );
}

/** A line that somebody must read: hue, icon, word and edge. */
export function Notice(props: { hue: string; icon: IconName; children: ComponentChildren }) {
  return (
    <div class={`notice st ${props.hue}`}>
      <span class="state">
        <Icon name={props.icon} />
        <span>{props.children}</span>
      </span>
    </div>
  );
}

/** The head of a screen takes the focus when the screen comes, so that a screen reader starts there. */
export function Heading({ children, quiet }: { children: ComponentChildren; quiet?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={heading} tabIndex={-1} class={quiet ? "sr-only" : undefined}>
      {children}
    </h1>
  );
}

/** Draws again every second while something counts. */
export function useSeconds(active: boolean): void {
  const [, draw] = useState(0);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(() => draw((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, [active]);
}

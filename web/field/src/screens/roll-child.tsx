/** One child of a roll: a tap says that it is here; a second one opens what else can be said of it today. */

import { Problem } from "@helpline/shared/api";
import { clockTime } from "@helpline/shared/format";
import { t } from "@helpline/shared/i18n";
import type { RollReason, SiteAsk } from "@helpline/shared/types";
import { useState } from "preact/hooks";
import type { FieldModel } from "../model.ts";
import { Icon, Notice } from "../parts.tsx";
import { problemWords } from "../problems.ts";
import { dayWords, reader } from "../reader.ts";
import type { OnRoll } from "../rolls.ts";

const REASONS: RollReason[] = ["slip", "other_child", "other_day", "other"];
const ASKS: SiteAsk[] = [
  "wants_home",
  "family_known",
  "in_danger",
  "ill",
  "needs_shelter",
  "needs_school",
  "other",
];

type Props = {
  model: FieldModel;
  child: OnRoll;
  open: boolean;
  onOpen: (open: boolean) => void;
};

export function RollChild({ model, child, open, onOpen }: Props) {
  const name = child.name ?? t("field.roll.nameless");
  const press = () => {
    if (child.here) return onOpen(!open);
    onOpen(false);
    model.rolls.see(child.child_id);
  };
  return (
    <div class={child.here ? "roll-child here" : "roll-child"}>
      <button
        type="button"
        class="roll-line"
        aria-pressed={child.here}
        aria-expanded={child.here ? open : undefined}
        onClick={press}
      >
        <span class="tick">{child.here ? <Icon name="check" /> : null}</span>
        <span class="grow">
          <b dir="auto">{name}</b>
          <span class="mute small">
            <Standing child={child} day={model.rolls.day} />
          </span>
        </span>
        {child.waits ? <Icon name="out" /> : null}
      </button>
      {child.elsewhere ? (
        <Notice hue="waiting" icon="moon">
          {t("field.roll.elsewhere")}{" "}
          <button type="button" class="btn" onClick={() => model.rolls.cameOver(child)}>
            {t("field.roll.came_over")}
          </button>
        </Notice>
      ) : null}
      {open && child.here ? (
        <More model={model} child={child} onDone={() => onOpen(false)} />
      ) : null}
    </div>
  );
}

function Standing({ child, day }: { child: OnRoll; day: string }) {
  if (child.here && child.left_at) {
    return <>{t("field.roll.left", { time: clockTime(child.left_at, reader.digits) })}</>;
  }
  if (child.here && child.came_at) {
    return <>{t("field.roll.since", { time: clockTime(child.came_at, reader.digits) })}</>;
  }
  if (child.alike) return <>{t("field.roll.alike")}</>;
  if (child.here) return <>{t("field.roll.is_here")}</>;
  if (child.last_day === day) return null;
  return <>{t("field.roll.last", { day: dayWords(child.last_day) })}</>;
}

type MoreProps = { model: FieldModel; child: OnRoll; onDone: () => void };

function More({ model, child, onDone }: MoreProps) {
  const { rolls } = model;
  const done = (act: () => void) => () => {
    act();
    onDone();
  };
  return (
    <div class="pad">
      {child.left_at ? (
        <button type="button" class="btn med" onClick={done(() => rolls.back(child.child_id))}>
          <Icon name="check" />
          {t("field.roll.back")}
        </button>
      ) : (
        <button type="button" class="btn med" onClick={done(() => rolls.leave(child.child_id))}>
          <Icon name="go" />
          {t("field.roll.leaves")}
        </button>
      )}
      <fieldset class="several">
        <legend>{t("field.roll.not_here")}</legend>
        {REASONS.map((code) => (
          <button
            key={code}
            type="button"
            class="btn"
            onClick={done(() => rolls.correct(child.child_id, code))}
          >
            {t(`field.roll.reason.${code}`)}
          </button>
        ))}
      </fieldset>
      {child.asked ? (
        <p class="small mute">{t("field.roll.asked")}</p>
      ) : (
        <Ask model={model} child={child} />
      )}
    </div>
  );
}

/** A person of the helpline answers: this waits for the network, and says so. */
function Ask({ model, child }: { model: FieldModel; child: OnRoll }) {
  const [refused, setRefused] = useState("");
  const ask = (why: SiteAsk) => {
    setRefused("");
    model.rolls.ask(child.child_id, why).then(
      () => void model.readRoll(),
      (error: unknown) => {
        setRefused(problemWords(error instanceof Problem ? error : new Problem(0)));
      },
    );
  };
  return (
    <fieldset class="several">
      <legend>{t("field.roll.ask_case")}</legend>
      {ASKS.map((code) => (
        <button key={code} type="button" class="btn" onClick={() => ask(code)}>
          {t(`field.roll.ask.${code}`)}
        </button>
      ))}
      <p class="small" role="alert">
        {refused}
      </p>
    </fieldset>
  );
}

/** The roll of a site for street children: one tap a child, somebody new by nickname, how many more; it works without network. */

import { t } from "@helpline/shared/i18n";
import type { Id, MoreReason } from "@helpline/shared/types";
import { useEffect, useState } from "preact/hooks";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon, Notice } from "../parts.tsx";
import { dayWords, n, say } from "../reader.ts";
import { LIST } from "../route.ts";
import { Refusals } from "./refusals.tsx";
import { RollChild } from "./roll-child.tsx";

/** Colleagues tick as well: their ticks are asked for together. */
const AGAIN_MS = 2_000;
const SEXES = ["girl", "boy"] as const;
const WHY: MoreReason[] = ["no_other_place", "at_the_door", "one_night", "siblings", "disaster"];
const MOST = 2_000;

export function Roll({ model }: { model: FieldModel }) {
  const { rolls } = model;
  const version = rolls.site?.version;
  useEffect(() => {
    const timer = setTimeout(() => void model.readRoll(), rolls.fresh ? AGAIN_MS : 0);
    return () => clearTimeout(timer);
  }, [model, version]);
  const [open, setOpen] = useState<Id | null>(null);
  const children = rolls.children;
  const more = rolls.unnamed;
  return (
    <div class="screen">
      <Bar model={model} back />
      <Refusals model={model} />
      <main class="main list">
        <Heading>{t(rolls.site?.sleeps ? "field.roll.tonight" : "field.roll.today")}</Heading>
        <p class="mute">
          {say(rolls.site?.name)} · <span class="num">{dayWords(rolls.day)}</span>
        </p>
        {rolls.fresh ? null : <p class="mute small">{t("field.roll.as_known")}</p>}
        <Night model={model} />
        {children.length === 0 ? <p class="mute empty">{t("field.roll.nobody_yet")}</p> : null}
        <ul class="tasks">
          {children.map((child) => (
            <li key={child.child_id}>
              <RollChild
                model={model}
                child={child}
                open={open === child.child_id}
                onOpen={(is) => setOpen(is ? child.child_id : null)}
              />
            </li>
          ))}
        </ul>
        <SomebodyNew model={model} />
        <Unnamed key={rolls.day} model={model} />
      </main>
      <footer class="foot">
        <p class="num" role="status">
          {more
            ? t("field.roll.here_and_more", { count: n(rolls.here), more: n(more) })
            : t("field.roll.here", { count: n(rolls.here) })}
        </p>
        <a class="btn med" href={LIST}>
          <Icon name="go" flip />
          {t("common.back")}
        </a>
      </footer>
    </div>
  );
}

/** A shelter against its places: nobody is sent away, and somebody says why. */
function Night({ model: { rolls } }: { model: FieldModel }) {
  if (!rolls.site?.sleeps) return null;
  const { over } = rolls;
  if (over === null) return <p class="mute small">{t("field.roll.capacity_unknown")}</p>;
  const places = n(rolls.site.capacity ?? 0);
  if (over === 0) return <p class="mute small num">{t("field.roll.places", { places })}</p>;
  return (
    <div class="pad">
      <Notice hue="overdue" icon="warn">
        {t("field.roll.over", { over: n(over), places })}
      </Notice>
      {rolls.explained ? (
        <p class="small mute">{t("field.roll.explained")}</p>
      ) : (
        <fieldset class="several">
          <legend>{t("field.roll.why_over")}</legend>
          {WHY.map((code) => (
            <button key={code} type="button" class="btn" onClick={() => rolls.explain(code)}>
              {t(`field.roll.more.${code}`)}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}

function SomebodyNew({ model: { rolls } }: { model: FieldModel }) {
  const [name, setName] = useState("");
  const [sex, setSex] = useState<(typeof SEXES)[number] | null>(null);
  const ready = /\p{L}/u.test(name);
  const add = (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    rolls.meet(name.trim(), sex);
    setName("");
    setSex(null);
  };
  return (
    <form class="pad" onSubmit={add}>
      <label for="nickname">{t("field.roll.new")}</label>
      <input
        class="field"
        id="nickname"
        autoComplete="off"
        maxLength={120}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <fieldset class="several">
        <legend class="small mute">{t("field.roll.sex")}</legend>
        {SEXES.map((code) => (
          <button
            key={code}
            type="button"
            class="btn"
            aria-pressed={sex === code}
            onClick={() => setSex(sex === code ? null : code)}
          >
            {sex === code ? <Icon name="check" /> : null}
            {t(`sex.${code}`)}
          </button>
        ))}
      </fieldset>
      <button type="submit" class="btn med" aria-disabled={!ready}>
        <Icon name="user" />
        {t("field.roll.add")}
      </button>
    </form>
  );
}

/** Whoever nobody can name is a number and never a person. */
function Unnamed({ model: { rolls } }: { model: FieldModel }) {
  const said = rolls.unnamed ?? 0;
  const [typed, setTyped] = useState<number | null>(null);
  const shown = typed ?? said;
  const step = (by: number) => setTyped(Math.min(MOST, Math.max(0, shown + by)));
  return (
    <section class="pad" aria-label={t("field.roll.unnamed")}>
      <p id="unnamed">{t("field.roll.unnamed")}</p>
      <div class="row steps">
        <button
          type="button"
          class="btn med"
          aria-label={t("field.roll.one_less")}
          aria-disabled={shown === 0}
          onClick={() => step(-1)}
        >
          −
        </button>
        <output class="num" aria-live="polite">
          {n(shown)}
        </output>
        <button
          type="button"
          class="btn med"
          aria-label={t("field.roll.one_more")}
          onClick={() => step(1)}
        >
          +
        </button>
        <button
          type="button"
          class="btn med"
          aria-disabled={typed === null || typed === rolls.unnamed}
          onClick={() => {
            if (typed === null || typed === rolls.unnamed) return;
            rolls.count(typed);
            setTyped(null);
          }}
        >
          <Icon name="check" />
          {t("field.roll.note")}
        </button>
      </div>
    </section>
  );
}

/** The worker's own shifts and leave, swaps one is asked for, and the question whom to ask; the office settles them. */

import { clockTime, date } from "@helpline/shared/format";
import { t } from "@helpline/shared/i18n";
import type { IconName } from "@helpline/shared/icons";
import type { Id, OwnRoster } from "@helpline/shared/types";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon, Notice } from "../parts.tsx";
import { reader, say } from "../reader.ts";
import { LIST, ROSTER, replace, shiftHash } from "../route.ts";
import { Refusals } from "./refusals.tsx";

type OwnShift = OwnRoster["shifts"][number];
type Asked = OwnRoster["asked"][number];
type Spell = Pick<OwnShift, "starts_at" | "ends_at">;

const SWAP: Partial<
  Record<NonNullable<OwnShift["swap"]>["state"], { hue: string; icon: IconName }>
> = {
  asked: { hue: "waiting", icon: "hour" },
  accepted: { hue: "info", icon: "check" },
  declined: { hue: "none", icon: "x" },
  refused: { hue: "none", icon: "x" },
};
const ENDED = new Set(["declined", "refused"]);

export function Roster({ model, shift }: { model: FieldModel; shift: Id | null }) {
  useEffect(() => void model.readRoster(), [model]);
  const known = model.shifts.known;
  const wanted = known?.shifts.find(({ id }) => id === shift);
  if (known && wanted && maySwap(model, wanted)) {
    return <Whom model={model} shift={wanted} colleagues={known.colleagues} />;
  }
  return (
    <div class="screen">
      <Bar model={model} back />
      <Refusals model={model} />
      <main class="main list">
        <Heading>{t("field.roster.title")}</Heading>
        {known && !model.shifts.fresh ? (
          <p class="mute small empty">{t("field.roster.as_known")}</p>
        ) : null}
        {known ? <Planned model={model} known={known} /> : null}
        {known ? null : <p class="mute empty">{t("field.roster.unknown")}</p>}
      </main>
      <footer class="foot">
        <a class="btn primary big" href={LIST}>
          {t("field.tasks")}
        </a>
      </footer>
    </div>
  );
}

function Planned({ model, known }: { model: FieldModel; known: OwnRoster }) {
  const now = model.now();
  const { shifts, leaves, asked } = known;
  const coming = shifts.filter(({ ends_at }) => Date.parse(ends_at) > now);
  const open = asked.filter(({ starts_at }) => Date.parse(starts_at) > now);
  return (
    <>
      {open.length > 0 ? (
        <ul class="tasks">
          {open.map((one) => (
            <AskedOfMe key={one.id} model={model} asked={one} />
          ))}
        </ul>
      ) : null}
      {coming.length === 0 ? <p class="mute empty">{t("field.roster.none")}</p> : null}
      <ul class="tasks">
        {coming.map((one) => (
          <Shift key={one.id} model={model} shift={one} />
        ))}
        {leaves.map((one) => (
          <Line key={one.starts_at} spell={one}>
            <span class="mute">{t("field.roster.leave")}</span>
          </Line>
        ))}
      </ul>
    </>
  );
}

/** A leave of days shows both of them; a shift its day and its hours. */
function Line({ spell, children }: { spell: Spell; children: ComponentChildren }) {
  const { lang, digits } = reader;
  const [from, to] = [spell.starts_at, spell.ends_at];
  const [day, last] = [date(from, lang, digits), date(to, lang, digits)];
  const long = Date.parse(to) - Date.parse(from) > 86_400_000;
  return (
    <li class="shift">
      <b class="num">{long ? `${day} – ${last}` : day}</b>
      {long ? null : (
        <span class="num">
          {clockTime(from, digits)}–{clockTime(to, digits)}
        </span>
      )}
      {children}
    </li>
  );
}

function Shift({ model, shift }: { model: FieldModel; shift: OwnShift }) {
  const { swap, holiday } = shift;
  const look = swap && SWAP[swap.state];
  return (
    <Line spell={shift}>
      {holiday ? (
        <span class="mute small">{t("field.roster.holiday", { name: say(holiday) })}</span>
      ) : null}
      {model.shifts.asks(shift.id) ? (
        <Notice hue="waiting" icon="out">
          {t("field.roster.sending")}
        </Notice>
      ) : look ? (
        <Notice hue={look.hue} icon={look.icon}>
          {t(`field.swap.${swap.state}`, { name: say(swap.to_name) })}
        </Notice>
      ) : null}
      {maySwap(model, shift) ? (
        <a class="btn med" href={shiftHash(shift.id)}>
          <Icon name="xfer" />
          {t("field.roster.ask")}
        </a>
      ) : null}
    </Line>
  );
}

/** A shift that has not begun, and that nobody has been asked to take or has said yes to. */
function maySwap(model: FieldModel, { id, starts_at, swap }: OwnShift): boolean {
  const free = swap === null || ENDED.has(swap.state);
  return free && Date.parse(starts_at) > model.now() && !model.shifts.asks(id);
}

function AskedOfMe({ model, asked }: { model: FieldModel; asked: Asked }) {
  const said = model.shifts.answer(asked.id);
  const yes = said ?? asked.state === "accepted";
  return (
    <Line spell={asked}>
      <span>{t("field.roster.asked_of_me", { name: say(asked.from_name) })}</span>
      {yes || said !== null ? (
        <Notice hue={said === null ? "info" : "waiting"} icon={said === null ? "check" : "out"}>
          {t(said === null ? "field.roster.taken" : "field.roster.sending")}
        </Notice>
      ) : null}
      <span class="row">
        {yes ? null : (
          <button
            type="button"
            class="btn med primary"
            onClick={() => model.shifts.say(asked.id, true)}
          >
            <Icon name="check" />
            {t("field.roster.take")}
          </button>
        )}
        {said === false ? null : (
          <button type="button" class="btn med" onClick={() => model.shifts.say(asked.id, false)}>
            <Icon name="x" />
            {t("field.roster.take_not")}
          </button>
        )}
      </span>
    </Line>
  );
}

type WhomProps = { model: FieldModel; shift: OwnShift; colleagues: OwnRoster["colleagues"] };

/** Which colleague to ask, each a large button. */
function Whom({ model, shift, colleagues }: WhomProps) {
  const ask = (to: Id) => {
    model.shifts.ask(shift.id, to);
    replace(ROSTER);
  };
  return (
    <div class="screen">
      <Bar model={model} />
      <main class="main ask">
        <Heading>{t("field.roster.whom")}</Heading>
        <p>
          <span class="num">
            {date(shift.starts_at, reader.lang, reader.digits)},{" "}
            {clockTime(shift.starts_at, reader.digits)}–{clockTime(shift.ends_at, reader.digits)}
          </span>
        </p>
        <p class="mute">
          {t(colleagues.length > 0 ? "field.roster.whom_note" : "field.roster.nobody")}
        </p>
        <ul class="answers">
          {colleagues.map(({ id, name, post }) => (
            <li key={id}>
              <button type="button" class="btn med" onClick={() => ask(id)}>
                <span>
                  {say(name)} <span class="mute small">{say(post)}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </main>
      <footer class="foot">
        <button type="button" class="btn med" onClick={() => replace(ROSTER)}>
          <Icon name="go" flip />
          {t("common.back")}
        </button>
      </footer>
    </div>
  );
}

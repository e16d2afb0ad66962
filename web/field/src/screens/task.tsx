/** The task after acceptance: safe contact first, then what and where, one status button; it keeps no detail on the phone. */

import { clockTime, digits, ticket } from "@helpline/shared/format";
import { hasWords, t } from "@helpline/shared/i18n";
import type { IconName } from "@helpline/shared/icons";
import type { Bed, ContactSafety, TaskDetails, TaskRow } from "@helpline/shared/types";
import { useEffect, useState } from "preact/hooks";
import { checkIn } from "../check-in.ts";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon, Notice } from "../parts.tsx";
import { distance, n, placeWords, reader, say, scriptOf } from "../reader.ts";
import { go, taskHash } from "../route.ts";
import { mayHandBack, mayTell, nextVerb, progress, STOPS, STOPS_OF_CENTRE } from "../steps.ts";
import { onTouch } from "../touch.ts";
import { CallMe } from "./call-me.tsx";
import { SafeLine } from "./safe.tsx";
import { Sent } from "./sent.tsx";
import { WhereIAm } from "./where-i-am.tsx";

type Props = { model: FieldModel; task: TaskRow; categoryName: (code: string) => Promise<string> };

export function Task({ model, task, categoryName }: Props) {
  return (
    <div class="screen">
      <Bar model={model} task={task} />
      <Stops task={task} centre={model.centre} />
      <main class="main bare">
        <Heading quiet>
          {t("field.task")} {n(task.task_no)}
        </Heading>
        {task.agency ? <p class="strong">{t(`agency.${task.agency}`)}</p> : null}
        {task.bed ? <BedLine bed={task.bed} /> : null}
        <SafeLine model={model} task={task} />
        <Reminded model={model} task={task} />
        {task.details ? (
          <Details task={task} details={task.details} categoryName={categoryName} />
        ) : (
          <p class="mute empty">{t("field.details_wait")}</p>
        )}
        {model.centre ? null : <CallMe model={model} task={task} />}
        <WhereIAm model={model} task={task} />
      </main>
      <StepFoot model={model} task={task} />
    </div>
  );
}

/** Reminded that something is waited for; where that is a sign of life, the line above says it. */
function Reminded({ model, task }: Omit<Props, "categoryName">) {
  const at = task.reminded_at;
  useEffect(() => onTouch(() => model.markReminded(task)), [model, task]);
  const safe = checkIn(task.check_in, model.outbox.pending(task.dispatch_id), model.now());
  if (!at || (safe && safe.state !== "fine")) return null;
  return (
    <Notice hue="waiting" icon="bell">
      {t("field.reminded", { time: clockTime(at, reader.digits) })}
    </Notice>
  );
}

/** Until when a bed is kept, and what is not known of it. */
function BedLine({ bed }: { bed: Bed }) {
  if (bed.state === "arrived") return null;
  return (
    <div class="first">
      <Notice
        hue={bed.state === "held" ? "info" : "overdue"}
        icon={bed.state === "held" ? "home" : "late"}
      >
        {bed.state === "held"
          ? t("field.bed_held", { time: bed.until ? clockTime(bed.until, reader.digits) : "" })
          : t("field.bed_ran_out")}
        {bed.counted ? null : <span class="small plain">{t("field.bed_uncounted")}</span>}
      </Notice>
    </div>
  );
}

function Stops({ task, centre }: { task: TaskRow; centre: boolean }) {
  const stays = centre || !task.goes;
  const stops = stays ? STOPS_OF_CENTRE : STOPS;
  return (
    <section aria-label={t("field.steps")}>
      <ol class="steps">
        {stops.map((stop) => {
          const far = progress(task.state) - progress(stop);
          const now =
            (stays ? far >= 0 && stop === "accepted" : far === 0) && task.state !== "done";
          return (
            <li
              key={stop}
              class={now ? "now" : far >= 0 ? "done" : "ahead"}
              aria-current={now ? "step" : undefined}
            >
              {t(centre && stop === "done" ? "field.step.admitted" : `field.step.${stop}`)}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

const SAFETY: Record<ContactSafety, { hue: string; icon: IconName }> = {
  unsafe: { hue: "danger", icon: "unsafe" },
  unknown: { hue: "waiting", icon: "unsafe" },
  safe: { hue: "safe", icon: "safe" },
};

type DetailsProps = { task: TaskRow; details: TaskDetails; categoryName: Props["categoryName"] };

function Details({ task, details, categoryName }: DetailsProps) {
  const safety = SAFETY[details.contact_safety];
  const talk = `talk.${details.safe_to_talk}`;
  const place = placeWords(details.place ?? task.place);
  return (
    <>
      <div class="first">
        <Notice hue={safety.hue} icon={safety.icon}>
          {t(`contact.${details.contact_safety}`)}
          {hasWords(talk) ? <span class="small plain">{t(talk)}</span> : null}
        </Notice>
      </div>
      <section class="sec">
        <h2>{t("field.what")}</h2>
        <What details={details} categoryName={categoryName} />
      </section>
      <section class="sec">
        <h2>{t("field.where")}</h2>
        {details.where_detail ? (
          <p class="strong" lang={scriptOf(details.where_detail)}>
            {details.where_detail}
          </p>
        ) : null}
        <p class={details.where_detail ? "mute" : "strong"}>
          {[place.name, place.within].filter(Boolean).join(", ")}
        </p>
        {task.agency && task.distance_km === null ? null : (
          <p class="mute">{distance(task.distance_km)}</p>
        )}
      </section>
      {details.counsellor ? (
        <section class="sec">
          <h2>{t("field.counsellor")}</h2>
          <p>{say(details.counsellor)}</p>
        </section>
      ) : null}
      {details.number ? (
        <section class="sec">
          <h2>{t("field.ticket")}</h2>
          <p class="num">{ticket(details.number, reader.digits)}</p>
        </section>
      ) : null}
      <p class="small mute row keep">
        <Icon name="lock" />
        {t("field.privacy")}
      </p>
    </>
  );
}

function What({ details, categoryName }: Omit<DetailsProps, "task">) {
  const names = useCategoryNames(details.categories, categoryName);
  const { child } = details;
  const sex = `sex.${child.sex}`;
  const injured = `injured.${details.injured}`;
  const facts = [
    hasWords(sex) ? t(sex) : "",
    child.age === null || child.age === ""
      ? ""
      : t("field.child_age", { age: digits(child.age, reader.digits) }),
    hasWords(injured) ? t(injured) : "",
  ].filter(Boolean);
  return (
    <>
      {names.length > 0 ? <p class="strong">{names.join(" · ")}</p> : null}
      {facts.length > 0 ? <p>{facts.join(" · ")}</p> : null}
      {child.name ? (
        <p>
          {t("field.child_name")} <span lang={scriptOf(child.name)}>{child.name}</span>
        </p>
      ) : null}
    </>
  );
}

function useCategoryNames(codes: string[], categoryName: Props["categoryName"]): string[] {
  const [names, setNames] = useState<string[]>([]);
  const key = `${reader.lang} ${codes.join()}`;
  useEffect(() => {
    let here = true;
    void Promise.all(codes.map(categoryName)).then((all) => here && setNames(all.filter(Boolean)));
    return () => {
      here = false;
    };
  }, [key]);
  return names;
}

const STEP_ICON: Record<"depart" | "arrive" | "complete" | "admit", IconName> = {
  admit: "home",
  depart: "go",
  arrive: "flag",
  complete: "check",
};

function StepFoot({ model, task }: { model: FieldModel; task: TaskRow }) {
  const verb = nextVerb(task.state, model.centre, task.goes);
  if (!verb) return null;
  const press = () => {
    if (verb === "complete") go(taskHash(task.dispatch_id, "outcome"));
    else model.send(task, { verb });
  };
  return (
    <footer class="foot">
      <Sent model={model} task={task} />
      <button type="button" class="btn primary big" onClick={press}>
        <Icon name={STEP_ICON[verb]} />
        {t(`field.do.${verb}`)}
      </button>
      {mayTell(task, model.centre) ? (
        <a class="btn med" href={taskHash(task.dispatch_id, "report")}>
          <Icon name="pen" />
          {t("field.report")}
        </a>
      ) : null}
      {mayHandBack(task.state) ? (
        <a class="btn med" href={taskHash(task.dispatch_id, "back")}>
          <Icon name="x" />
          {t("field.hand_back")}
        </a>
      ) : null}
    </footer>
  );
}

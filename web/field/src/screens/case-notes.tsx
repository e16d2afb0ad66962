/** What a case worker writes in a case on the phone, with or without network: a note, or that the child was seen. */

import { clockTime } from "@helpline/shared/format";
import { t } from "@helpline/shared/i18n";
import type { Id } from "@helpline/shared/types";
import { useEffect, useState } from "preact/hooks";
import type { Looked } from "../case-work.ts";
import type { FieldModel } from "../model.ts";
import type { SendState } from "../outbox.ts";
import { Bar, Heading, Icon } from "../parts.tsx";
import { refusalWords } from "../problems.ts";
import { n, reader } from "../reader.ts";
import { CASES } from "../route.ts";
import { NextDue } from "./case-list.tsx";
import { Refusals } from "./refusals.tsx";

const LONGEST = 8_000;
const DAY_MS = 86_400_000;
type What = "note" | Looked;
type Typed = { what: What; words: string; at: string; next: string };
const HUE: Record<SendState, string> = {
  sending: "waiting",
  waiting: "waiting",
  refused: "danger",
  sent: "safe",
};
const EMPTY: Typed = { what: "note", words: "", at: "", next: "" };

export function CaseNotes({ model, id }: { model: FieldModel; id: Id }) {
  const { cases } = model;
  const row = cases.one(id);
  const [typed, setTyped] = useState(EMPTY);
  const draftAt = cases.draftAt(id);
  useEffect(() => {
    void model.drafts.of<Typed>(draftAt).then((draft) => {
      if (draft) setTyped((now) => (now === EMPTY ? draft : now));
    });
  }, [model, draftAt]);
  const change = (part: Partial<Typed>) => {
    const now = { ...typed, ...part };
    setTyped(now);
    void model.drafts.keep(draftAt, now);
  };
  const words = typed.words.trim();
  const save = (event: Event) => {
    event.preventDefault();
    if (!words) return;
    if (typed.what === "note") cases.note(id, words);
    else cases.saw(id, typed.what, words, instant(typed.at), typed.next || null);
    setTyped(EMPTY);
  };
  const follows = row?.dues.some(({ due }) => due === "follow_up") ?? false;
  const kinds: What[] = follows ? ["note", "child_seen", "follow_up"] : ["note", "child_seen"];
  return (
    <div class="screen">
      <Bar model={model} back />
      <Refusals model={model} />
      <main class="main ask">
        <Heading>
          {t("field.cases.one", { number: n(row?.number ?? "") })}
          {row?.initials ? ` · ${row.initials}` : ""}
        </Heading>
        {row ? <NextDue row={row} nowMs={model.now()} /> : null}
        {row ? null : <p class="mute empty">{t("field.cases.gone")}</p>}
        {row ? (
          <form id="write" class="writing" onSubmit={save}>
            <fieldset class="several">
              <legend>{t("field.cases.what")}</legend>
              {kinds.map((what) => (
                <button
                  key={what}
                  type="button"
                  class="btn"
                  aria-pressed={typed.what === what}
                  onClick={() => change({ what })}
                >
                  {typed.what === what ? <Icon name="check" /> : null}
                  {t(`field.cases.what.${what}`)}
                </button>
              ))}
            </fieldset>
            <label for="words">{t("field.cases.words")}</label>
            <textarea
              class="field"
              id="words"
              rows={6}
              maxLength={LONGEST}
              dir="auto"
              value={typed.words}
              onInput={(event) => change({ words: event.currentTarget.value })}
            />
            {typed.what === "note" ? null : (
              <When typed={typed} onChange={change} nowMs={Date.now()} />
            )}
          </form>
        ) : null}
        <Written model={model} id={id} />
      </main>
      <footer class="foot">
        {row ? (
          <button type="submit" form="write" class="btn primary big" aria-disabled={!words}>
            <Icon name="check" />
            {t("field.cases.save")}
          </button>
        ) : null}
        <a class="btn med" href={CASES}>
          <Icon name="go" flip />
          {t("field.cases.title")}
        </a>
      </footer>
    </div>
  );
}

type WhenProps = { typed: Typed; onChange: (part: Partial<Typed>) => void; nowMs: number };

/** When it was, and for a follow-up the day of the next; left empty it was just now. */
function When({ typed, onChange, nowMs }: WhenProps) {
  return (
    <>
      <label for="at">{t("field.cases.at")}</label>
      <input
        class="field"
        id="at"
        type="datetime-local"
        max={minute(nowMs)}
        value={typed.at}
        onInput={(event) => onChange({ at: event.currentTarget.value })}
      />
      {typed.what === "follow_up" ? (
        <>
          <label for="next">{t("field.cases.next")}</label>
          <input
            class="field"
            id="next"
            type="date"
            min={minute(nowMs + DAY_MS).slice(0, 10)}
            value={typed.next}
            onInput={(event) => onChange({ next: event.currentTarget.value })}
          />
        </>
      ) : null}
    </>
  );
}

/** What was written here lately, and whether the helpline has it. */
function Written({ model, id }: { model: FieldModel; id: Id }) {
  const written = model.cases.written(id);
  if (written.length === 0) return null;
  return (
    <section aria-label={t("field.cases.written")}>
      <h2>{t("field.cases.written")}</h2>
      <ul class="tasks">
        {written.map((item) => (
          <li key={item.id} class="row small">
            <span>{t(`field.sent.${item.decision.verb}`)}</span>
            <span class="num mute">{clockTime(item.madeAt, reader.digits)}</span>
            <span class={`end st ${HUE[item.state]}`}>
              {item.state === "refused" ? refusalWords(item) : t(`field.send_state.${item.state}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A moment as the phone's own field for it has it: its local time, to the minute. */
function minute(ms: number): string {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function instant(local: string): string | null {
  const at = new Date(local);
  return local && !Number.isNaN(at.getTime()) ? at.toISOString() : null;
}

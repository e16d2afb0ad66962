/** The next version of the scheme, made from the newest one and published by two presses; what has begun keeps its own. */
import { cashPublish } from "@helpline/shared/api";
import type { CashVersionRow } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { useVerb } from "../incident/useVerb.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { TwiceButton } from "../parts/TwiceButton.tsx";
import { WholeField } from "../parts/WholeField.tsx";
import { useSay } from "../say/useSay.ts";
import { SchemeItems } from "./SchemeItems.tsx";
import {
  LISTS,
  MOST,
  type SchemeTyped,
  schemeRefusal,
  schemeSaid,
  typedOf,
  wrongIn,
} from "./scheme.ts";
import { schemesQuery } from "./verbs.ts";

const NUMBERS = [
  ["taka", "monthly_poisha", MOST.taka],
  ["months", "months", MOST.months],
  ["tranches", "tranches", MOST.months],
  ["evidence", "evidence_months", MOST.months],
] as const;

export function PublishScheme({ newest }: { newest: CashVersionRow }) {
  const say = useSay();
  // The one that was read when the form was opened; the server takes the version after it, once.
  const [from, setFrom] = useState<CashVersionRow | null>(null);
  if (from) return <Form from={from} newest={newest.no} onLeave={() => setFrom(null)} />;
  return (
    <section className="pad" aria-label={say.t("console.cash.next_version")}>
      <div className="row">
        <button type="button" className="btn slim" onClick={() => setFrom(newest)}>
          {say.t("console.cash.next_version")}
        </button>
      </div>
    </section>
  );
}

type Props = { from: CashVersionRow; newest: number; onLeave: () => void };

function Form({ from, newest, onLeave }: Props) {
  const say = useSay();
  const kept = useQueryClient();
  const verb = useVerb(schemeRefusal);
  const [typed, setTyped] = useState(() => typedOf(from));
  const set = (more: Partial<SchemeTyped>) => setTyped((before) => ({ ...before, ...more }));
  const wrong = wrongIn(typed);
  const definition = schemeSaid(typed);
  const passed = newest > from.no;
  const publish = async () => {
    if (!definition) return;
    const body = { base: from.no, definition, note: typed.note.trim() };
    const all = await verb.run(() => cashPublish({ body }));
    // Without an answer nobody knows whether it was published: the list says it.
    if (!all) return kept.invalidateQueries({ queryKey: schemesQuery.queryKey });
    kept.setQueryData(schemesQuery.queryKey, all);
    onLeave();
  };
  return (
    <section aria-label={say.t("console.cash.next_version")}>
      <h2 className="group">
        <b>{say.t("console.cash.version_n", { n: from.no + 1 })}</b>
      </h2>
      <form className="book pad scheme-form" onSubmit={(event) => event.preventDefault()}>
        {NUMBERS.map(([part, key, most]) => (
          <WholeField
            key={part}
            name={say.t(`console.cash.scheme_${key}`)}
            least={1}
            most={most}
            wide
            value={typed[part]}
            onText={(text) => set({ [part]: text })}
          />
        ))}
        <Labelled name={say.t("console.cash.scheme_due_after_months")} wide>
          <input
            className="field num"
            inputMode="text"
            autoComplete="off"
            placeholder="0, 6, 12"
            maxLength={200}
            value={typed.dues}
            onChange={({ target }) => set({ dues: target.value })}
          />
        </Labelled>
        {LISTS.map((list) => (
          <SchemeItems
            key={list}
            list={list}
            items={typed[list]}
            onSay={(items) => set({ [list]: items })}
          />
        ))}
        <fieldset className="book scheme-days">
          <legend className="small mute">{say.t("console.cash.scheme_grievance_days")}</legend>
          {Object.entries(typed.days).map(([code, days]) => (
            <WholeField
              key={code}
              name={say.word("cash_complaint", code)}
              least={1}
              most={MOST.days}
              wide
              value={days}
              onText={(text) => set({ days: { ...typed.days, [code]: text } })}
            />
          ))}
        </fieldset>
        <Words
          name={say.t("console.cash.scheme_why")}
          value={typed.note}
          max={MOST.note}
          onText={(note) => set({ note })}
        />
        <ul role="status" className="scheme-wrong small">
          {wrong.map((one) => (
            <li key={one} className="field-note">
              {say.t(`console.cash_scheme_wrong.${one}`)}
            </li>
          ))}
        </ul>
        <p className="small">{say.t("console.cash.old_keep", { n: from.no })}</p>
        {passed && (
          <p className="notice st info" role="status">
            {say.t("console.cash.published_since", { n: newest })}
          </p>
        )}
        <div className="row asked-verbs">
          {!passed && (
            <TwiceButton
              name={say.t("console.cash.publish_n", { n: from.no + 1 })}
              primary
              busy={verb.busy || !definition}
              onDo={() => void publish()}
            />
          )}
          <button type="button" className="btn quiet slim" onClick={onLeave}>
            {say.t("common.cancel")}
          </button>
        </div>
        <Refused text={passed ? null : verb.refused} />
      </form>
    </section>
  );
}

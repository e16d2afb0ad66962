/** One list of the scheme as it is typed: codes with their names in both languages, and of groups the districts. */
import { useState } from "react";
import { PlaceField } from "../clock/PlaceField.tsx";
import { put, without } from "../forms/lists.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { type ItemTyped, type ListName, MOST, NO_ITEM } from "./scheme.ts";

type Props = { list: ListName; items: ItemTyped[]; onSay: (items: ItemTyped[]) => void };

export function SchemeItems({ list, items, onSay }: Props) {
  const say = useSay();
  return (
    <fieldset className="scheme-items">
      <legend className="small mute">{say.t(`console.cash.scheme_${list}`)}</legend>
      {items.map((item, at) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: a code changes while it is typed
          key={at}
          className="scheme-item"
          aria-label={say.words(item) || say.n(at + 1)}
        >
          <Fields item={item} onSay={(next) => onSay(put(items, at, next))} />
          {list === "groups" && (
            <Districts item={item} onSay={(next) => onSay(put(items, at, next))} />
          )}
          <button
            type="button"
            className="btn quiet slim"
            aria-label={say.t("console.forms.remove", {
              name: say.words(item) || say.n(at + 1),
            })}
            onClick={() => onSay(without(items, at))}
          >
            {say.t("console.cash.scheme_remove")}
          </button>
        </fieldset>
      ))}
      {items.length < MOST.items && (
        <button type="button" className="btn slim" onClick={() => onSay([...items, NO_ITEM])}>
          {say.t("console.cash.scheme_add")}
        </button>
      )}
    </fieldset>
  );
}

type ItemProps = { item: ItemTyped; onSay: (item: ItemTyped) => void };

function Fields({ item, onSay }: ItemProps) {
  const say = useSay();
  return (["code", "bn", "en"] as const).map((part) => (
    <Labelled
      key={part}
      name={say.t(part === "code" ? "console.forms.code" : `console.forms.in_${part}`)}
    >
      <input
        className="field"
        lang={part === "bn" ? "bn" : "en"}
        maxLength={part === "code" ? 40 : 300}
        autoComplete="off"
        value={item[part]}
        onChange={({ target }) => onSay({ ...item, [part]: target.value })}
      />
    </Labelled>
  ));
}

/** None is anywhere in the country. */
function Districts({ item, onSay }: ItemProps) {
  const say = useSay();
  const [round, setRound] = useState(0);
  const { districts } = item;
  const add = (code: string | null, name: string) => {
    if (!code) return;
    setRound(round + 1);
    if (districts.some((one) => one.code === code)) return;
    onSay({ ...item, districts: [...districts, { code, bn: name, en: name }] });
  };
  return (
    <div className="scheme-districts">
      <PlaceField key={round} label={say.t("console.cash.scheme_districts")} onPick={add} />
      <ul className="chips">
        {districts.map((one, at) => (
          <li key={one.code}>
            <button
              type="button"
              className="chip"
              aria-label={say.t("console.forms.remove", { name: say.words(one) })}
              onClick={() => onSay({ ...item, districts: without(districts, at) })}
            >
              {say.words(one)} <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
        {districts.length === 0 && <li className="small mute">{say.t("console.cash.anywhere")}</li>}
      </ul>
    </div>
  );
}

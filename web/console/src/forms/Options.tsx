/** What may be chosen in a field, in both languages, in order. */
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import type { Field, Option } from "./definition.ts";
import { freeCode, moved, put, without } from "./lists.ts";
import { Order } from "./Order.tsx";

export function Options({ field, onSay }: { field: Field; onSay: (field: Field) => void }) {
  const say = useSay();
  const options = field.options ?? [];
  const change = (next: Option[]) => onSay({ ...field, options: next });
  const add = () => {
    const code = freeCode(
      "option",
      options.map((one) => one.code),
    );
    change([...options, { code, label: { bn: "", en: "" } }]);
  };
  return (
    <fieldset className="form-conditions">
      <legend className="small mute">{say.t("console.forms.options")}</legend>
      {options.map((one, at) => {
        const set = (more: Partial<Option>) => change(put(options, at, { ...one, ...more }));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a code changes while it is typed
          <div key={at} className="form-option">
            <Labelled name={say.t("console.forms.code")}>
              <input
                className="field"
                lang="en"
                maxLength={40}
                value={one.code}
                onChange={({ target }) => set({ code: target.value })}
              />
            </Labelled>
            {(["bn", "en"] as const).map((lang) => (
              <Labelled key={lang} name={say.t(`console.forms.in_${lang}`)}>
                <input
                  className="field"
                  lang={lang}
                  maxLength={500}
                  value={one.label[lang]}
                  onChange={({ target }) => set({ label: { ...one.label, [lang]: target.value } })}
                />
              </Labelled>
            ))}
            {field.kind === "many" && (
              <label className="small">
                <input
                  type="checkbox"
                  checked={one.alone ?? false}
                  onChange={({ target }) => set({ alone: target.checked })}
                />{" "}
                {say.t("console.forms.alone")}
              </label>
            )}
            <Order
              name={say.words(one.label) || one.code}
              onMove={(by) => change(moved(options, at, by))}
              onRemove={() => change(without(options, at))}
            />
          </div>
        );
      })}
      <button type="button" className="btn quiet slim" onClick={add}>
        {say.t("console.forms.add_option")}
      </button>
    </fieldset>
  );
}

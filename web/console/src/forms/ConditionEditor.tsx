/** When a section or field is shown: answers by choosing to fields asked earlier, all of which must hold. */
import { useSay } from "../say/useSay.ts";
import { CHOICES, type Condition, type Field, optionsOf, UNKNOWN } from "./definition.ts";
import { put, without } from "./lists.ts";

type Props = {
  conditions: Condition[];
  earlier: Field[];
  onSay: (conditions: Condition[]) => void;
};

export function ConditionEditor({ conditions, earlier, onSay }: Props) {
  const say = useSay();
  const able = earlier.filter((one) => CHOICES.includes(one.kind));
  const first = able[0];
  if (!first && conditions.length === 0) return null;
  return (
    <div className="form-conditions">
      {conditions.map((one, at) => {
        const field = able.find((known) => known.code === one.field);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
          <fieldset key={at} className="form-row">
            <legend className="small mute">{say.t("console.forms.shown_when")}</legend>
            <select
              className="field"
              aria-label={say.t("console.forms.field")}
              value={one.field}
              onChange={({ target }) => onSay(put(conditions, at, { field: target.value, is: [] }))}
            >
              {!field && <option value={one.field}>{one.field}</option>}
              {able.map((known) => (
                <option key={known.code} value={known.code}>
                  {say.words(known.label) || known.code}
                </option>
              ))}
            </select>
            {field &&
              [...optionsOf(field), ...(field.must_know ? [] : [UNKNOWN])].map((code) => (
                <label key={code} className="small">
                  <input
                    type="checkbox"
                    checked={one.is.includes(code)}
                    onChange={({ target }) =>
                      onSay(
                        put(conditions, at, {
                          ...one,
                          is: target.checked
                            ? [...one.is, code]
                            : one.is.filter((other) => other !== code),
                        }),
                      )
                    }
                  />{" "}
                  {nameOf(field, code)}
                </label>
              ))}
            <button
              type="button"
              className="btn quiet slim"
              onClick={() => onSay(without(conditions, at))}
            >
              {say.t("console.forms.remove_condition")}
            </button>
          </fieldset>
        );
      })}
      {first && conditions.length < 5 && (
        <button
          type="button"
          className="btn quiet slim"
          onClick={() => onSay([...conditions, { field: first.code, is: [] }])}
        >
          {say.t("console.forms.add_condition")}
        </button>
      )}
    </div>
  );

  function nameOf(field: Field, code: string): string {
    if (code === UNKNOWN) return say.t("console.forms.unknown");
    if (field.kind === "yes_no") return say.t(`console.forms.${code}`);
    const option = field.options?.find((one) => one.code === code);
    return option ? say.words(option.label) || code : code;
  }
}

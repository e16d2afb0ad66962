/** Says that the answer is not known, and why: an answer of its own, never an empty field. */
import type { Lang } from "@helpline/shared/types";
import { useSay } from "../say/useSay.ts";
import { type Field, isUnknown, WHY_UNKNOWN } from "./definition.ts";

type Props = {
  field: Field;
  value: unknown;
  onSay: ((value: unknown) => void) | undefined;
  lang: Lang;
};

export function UnknownPick({ field, value, onSay, lang }: Props) {
  const say = useSay();
  const why = isUnknown(value) ? value.why : "";
  if (!onSay) return why ? <p className="mute">{say.word("why_unknown", why)}</p> : null;
  return (
    <select
      className="field unknown-pick small"
      aria-label={say.t("console.forms.unknown_of", { field: field.label[lang] })}
      value={why}
      onChange={({ target }) =>
        onSay(target.value ? { unknown: true, why: target.value } : undefined)
      }
    >
      <option value="">{say.t("console.forms.if_unknown")}</option>
      {WHY_UNKNOWN.map((code) => (
        <option key={code} value={code}>
          {say.word("why_unknown", code)}
        </option>
      ))}
    </select>
  );
}

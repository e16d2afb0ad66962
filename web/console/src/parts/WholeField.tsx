/** A field for a whole number, which says at once when what stands there is none; empty is not known. */
import { useId } from "react";
import { useSay } from "../say/useSay.ts";
import { whole } from "./whole.ts";

type Props = {
  name: string;
  value: string;
  onText: (text: string) => void;
  least?: number;
  most?: number;
  wide?: boolean;
  readOnly?: boolean;
};

export function WholeField({ name, value, onText, least, most, wide, readOnly }: Props) {
  const say = useSay();
  const id = useId();
  const unfit = whole(value, least, most) === "unfit";
  return (
    <div className={wide ? "pick wide small" : "pick small"}>
      <label className="mute" htmlFor={id}>
        {name}
      </label>
      <input
        id={id}
        className={unfit ? "field num attention" : "field num"}
        inputMode="numeric"
        autoComplete="off"
        maxLength={14}
        readOnly={readOnly ?? false}
        aria-invalid={unfit}
        aria-describedby={unfit ? `${id}-note` : undefined}
        value={value}
        onChange={({ target }) => onText(target.value)}
      />
      {unfit && (
        <p id={`${id}-note`} role="status" className="field-note small">
          {most === undefined
            ? say.t("console.whole.unfit")
            : say.t("console.whole.between", { least: least ?? 0, most })}
        </p>
      )}
    </div>
  );
}

/** A small set of reasons to pick one from, opened in place; Escape leaves, digits pick. */
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useSay } from "../say/useSay.ts";

type Props<T extends string> = {
  title: string;
  codes: readonly T[];
  family: string;
  onPick: (code: T) => void;
  onLeave: () => void;
};

export function OneOf<T extends string>({ title, codes, family, onPick, onLeave }: Props<T>) {
  const say = useSay();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onLeave();
    }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const code = digit && codes[Number(digit) - 1];
    if (code) onPick(code);
  };
  return (
    <fieldset className="one-of" onKeyDown={onKeyDown}>
      <legend className="small mute">{title}</legend>
      <div className="chips">
        {codes.map((code, index) => (
          <button
            key={code}
            ref={index === 0 ? first : undefined}
            type="button"
            className="chip"
            onClick={() => onPick(code)}
          >
            <span className="key" lang="en" aria-hidden="true">
              {index + 1}
            </span>
            {say.word(family, code)}
          </button>
        ))}
        <button type="button" className="btn quiet slim" onClick={onLeave}>
          {say.t("common.cancel")}
        </button>
      </div>
    </fieldset>
  );
}

/** A row of choices worked by arrows, space and number keys; it saves nothing itself. */
import type { KeyboardEvent } from "react";
import { type Key, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Icon } from "./Icon.tsx";

export type Choice = { code: string; label: string };
type Props = {
  label: string;
  choices: Choice[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
  several?: boolean;
  disabled?: boolean;
};

/** Digits 1 to 9 of the top row or the number pad pick a choice while the row has focus. */
export function Chips({ label, choices, chosen, onChange, several, disabled }: Props) {
  const pick = (code: string) => {
    const off = chosen.includes(code);
    if (several) onChange(off ? chosen.filter((c) => c !== code) : [...chosen, code]);
    else onChange(off ? [] : [code]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const choice =
      digit && !event.ctrlKey && !event.altKey ? choices[Number(digit) - 1] : undefined;
    if (!choice || disabled) return;
    event.preventDefault();
    pick(choice.code);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside take the focus, their digits are heard here
    <div className="chips-keys" onKeyDown={onKeyDown}>
      <ToggleButtonGroup
        className="chips"
        aria-label={label}
        selectionMode={several ? "multiple" : "single"}
        selectedKeys={new Set<Key>(chosen)}
        onSelectionChange={(keys) => onChange([...keys].map(String))}
        isDisabled={disabled ?? false}
      >
        {choices.map(({ code, label: text }) => (
          <ToggleButton key={code} id={code} className="chip">
            {chosen.includes(code) && <Icon name="check" />}
            {text}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

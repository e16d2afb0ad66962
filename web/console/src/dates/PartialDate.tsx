/** A date as far as it is known: a year alone, or with its month and day; what is half typed is said, never sent. */
import {
  type ClipboardEvent,
  type FocusEvent,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { type Say, useSay } from "../say/useSay.ts";
import { type Parts, partsOf, readPartial, written } from "./partial.ts";

type Props = {
  name: string;
  /** As the server has it: `2015`, `2015-03` or `2015-03-05`; "" for none. */
  value: string;
  /** "" when it was emptied, null while what stands there is no date. */
  onSay: (value: string | null) => void;
  described?: string | undefined;
  wrong?: boolean | undefined;
};

const LONGEST = { day: 2, year: 4 } as const;

export function PartialDate({ name, value, onSay, described, wrong }: Props) {
  const say = useSay();
  const id = useId();
  const group = useRef<HTMLFieldSetElement>(null);
  const said = useRef<string | null>(value);
  const [parts, setParts] = useState(() => shown(value, say));
  const [left, setLeft] = useState(false);
  const problem = written(parts).problem;
  const months = useMemo(() => monthsOf(say), [say]);
  useEffect(() => {
    if (value === (said.current ?? "")) return;
    // While somebody types here, it is only taken away from outside, as when it has been saved.
    if (value !== "" && group.current?.contains(document.activeElement)) return;
    said.current = value;
    setParts(shown(value, say));
    setLeft(false);
  }, [value, say]);
  const take = (next: Parts) => {
    setParts(next);
    const answer = written(next);
    if (!answer.problem) setLeft(false);
    if (answer.value === said.current) return;
    said.current = answer.value;
    onSay(answer.value);
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setLeft(true);
  };
  const onPaste = (event: ClipboardEvent) => {
    const found = readPartial(event.clipboardData.getData("text"));
    if (!found) return;
    event.preventDefault();
    take({ ...found, day: say.n(found.day), year: say.n(found.year) });
  };
  const text = left && problem ? say.t(`console.date.partial_${problem}`) : null;
  const about = [described, text && `${id}-why`].filter(Boolean).join(" ") || undefined;
  const common = { "aria-invalid": wrong || text !== null || undefined, "aria-describedby": about };
  const line = (part: keyof typeof LONGEST) => (
    <input
      className={`field num partial-${part}`}
      aria-label={say.t(`console.date.part_${part}`)}
      placeholder={say.t(`console.date.part_${part}`)}
      inputMode="numeric"
      autoComplete="off"
      maxLength={LONGEST[part]}
      value={parts[part]}
      onChange={({ target }) => take({ ...parts, [part]: target.value })}
      {...common}
    />
  );
  return (
    <div className="pick wide small">
      <span className="mute" id={`${id}-name`}>
        {name}
      </span>
      <fieldset
        ref={group}
        className="partial-date"
        aria-labelledby={`${id}-name`}
        onBlur={onBlur}
        onPaste={onPaste}
      >
        {line("day")}
        <select
          className="field partial-month"
          aria-label={say.t("console.date.part_month")}
          value={parts.month}
          onChange={({ target }) => take({ ...parts, month: target.value })}
          {...common}
        >
          <option value="">{say.t("console.date.no_month")}</option>
          {months.map((month, at) => (
            <option key={month} value={at + 1}>
              {month}
            </option>
          ))}
        </select>
        {line("year")}
      </fieldset>
      {text && (
        <p role="status" id={`${id}-why`} className="field-note small">
          {text}
        </p>
      )}
    </div>
  );
}

function shown(value: string, say: Say): Parts {
  const { year, month, day } = partsOf(value);
  return { year: say.n(year), month, day: say.n(day) };
}

function monthsOf({ lang }: Say): string[] {
  const name = new Intl.DateTimeFormat(lang === "bn" ? "bn-BD" : "en-GB", {
    month: "long",
    timeZone: "UTC",
  });
  return Array.from({ length: 12 }, (_, at) => name.format(Date.UTC(2001, at)));
}

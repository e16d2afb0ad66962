/** A day, an hour or both, in the reader's language and digits; what is half typed is kept, and said, never sent. */
import {
  type CalendarDate,
  type CalendarDateTime,
  GregorianCalendar,
  parseDate,
  parseDateTime,
} from "@internationalized/date";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { useDateField, useDateSegment } from "react-aria/useDateField";
import { I18nProvider, useLocale } from "react-aria-components";
import {
  type DateFieldState,
  type DateSegment,
  useDateFieldState,
} from "react-stately/useDateFieldState";
import { usePrefs } from "../say/prefs.ts";
import { type Say, useSay } from "../say/useSay.ts";
import { answer, type Of, type Problem, type Typed } from "./typed.ts";
import { partsOf, useTyping } from "./useTyping.ts";

type Props = {
  name: string;
  of?: Of;
  /** As the server has it, in Dhaka: `2012-03-15`, `2026-11-29T18:30`, `18:30`; "" for none. */
  value: string;
  /** "" when it was emptied, null while what stands there is no whole day or is outside the limits. */
  onSay: (value: string | null) => void;
  min?: string;
  max?: string;
  required?: boolean;
  readOnly?: boolean;
  wide?: boolean;
};

/** The kit takes order of day and month, digits and names of the parts from the locale. */
export function DateField(props: Props) {
  const lang = usePrefs((prefs) => prefs.lang);
  const as = usePrefs((prefs) => prefs.digits);
  const locale = `${lang === "bn" ? "bn-BD" : "en-GB"}-u-nu-${as === "bn" ? "beng" : "latn"}`;
  return (
    <I18nProvider locale={locale}>
      <Box {...props} />
    </I18nProvider>
  );
}

type Unfit = Problem | "empty" | "pasted";

function Box({ of = "day", wide = false, required = false, readOnly = false, ...props }: Props) {
  const { name, min, max } = props;
  const say = useSay();
  const as = usePrefs((prefs) => prefs.digits);
  const { locale } = useLocale();
  const group = useRef<HTMLDivElement>(null);
  const guard = useRef<HTMLInputElement>(null);
  const [held, setHeld] = useState(() => toHeld(props.value, of));
  const [shown, setShown] = useState<Unfit | null>(null);
  const common = { isReadOnly: readOnly, isRequired: required, isInvalid: shown !== null };
  const found = useDateFieldState({
    ...common,
    locale,
    createCalendar,
    value: held,
    onChange: setHeld,
    granularity: of === "day" ? "day" : "minute",
    maxGranularity: of === "hour" ? "hour" : "year",
    hourCycle: 24,
    shouldForceLeadingZeros: true,
  });
  // On leaving, the kit would turn 31 February into the 29th without a word.
  const state = { ...found, confirmPlaceholder: () => undefined };
  const { value, problem } = answer(typedIn(state.segments), of, min, max);
  const unfit: Unfit | null = problem ?? (required && value === "" ? "empty" : null);
  const text = shown && say.t(`console.date.${wordOf(shown, of)}`, limits(say, min, max));
  useTold(props, value, (next) => {
    if (group.current?.contains(document.activeElement)) return false;
    setHeld(toHeld(next, of));
    setShown(null);
    return true;
  });
  useTyping(
    group,
    of,
    as,
    useCallback(() => setShown("pasted"), []),
  );
  useEffect(() => {
    if (!unfit) setShown(null);
    guard.current?.setCustomValidity(unfit ?? "");
  }, [unfit]);
  const { labelProps, fieldProps, errorMessageProps } = useDateField(
    {
      ...common,
      label: name,
      errorMessage: text,
      validationBehavior: "aria",
      onBlur: () => setShown(problem),
      inputRef: guard,
    },
    state,
    group,
  );
  const refuse = () => {
    setShown(unfit);
    if (group.current) partsOf(group.current)[0]?.focus();
  };
  return (
    <div className={wide ? "pick wide small" : "pick small"}>
      <span {...labelProps} className="mute">
        {name}
      </span>
      <div
        {...fieldProps}
        ref={group}
        className="field date-field num"
        data-readonly={readOnly || undefined}
        onKeyDownCapture={sendForm}
      >
        {state.segments.map((segment, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts stand in a fixed order, some alike.
          <Segment key={at} segment={segment} state={state} />
        ))}
      </div>
      {/* A form is not sent while this refuses: the browser asks it as it asks every field. */}
      <input
        ref={guard}
        className="sr-only"
        tabIndex={-1}
        aria-hidden="true"
        value=""
        onChange={() => undefined}
        onInvalid={(event) => {
          event.preventDefault();
          refuse();
        }}
      />
      {text && (
        <p {...errorMessageProps} role="status" className="field-note small">
          {text}
        </p>
      )}
    </div>
  );
}

function Segment({ segment, state }: { segment: DateSegment; state: DateFieldState }) {
  const say = useSay();
  const ref = useRef<HTMLSpanElement>(null);
  const { segmentProps } = useDateSegment(segment, state, ref);
  if (segment.type === "literal") return <span aria-hidden="true">{segment.text}</span>;
  const { type, isPlaceholder, text } = segment;
  return (
    <span {...segmentProps} ref={ref} data-part={type} className="date-part">
      {isPlaceholder ? say.t(`console.date.part_${type}`) : text}
    </span>
  );
}

/** Says what is typed when it changes, and takes what others wrote while nobody types here. */
function useTold(props: Props, now: string | null, take: (value: string) => boolean): void {
  const said = useRef<string | null>(props.value);
  const latest = useRef({ props, take });
  latest.current = { props, take };
  useEffect(() => {
    if (now === said.current) return;
    said.current = now;
    latest.current.props.onSay(now);
  }, [now]);
  useEffect(() => {
    if (props.value === (said.current ?? "")) return;
    if (latest.current.take(props.value)) said.current = props.value;
  }, [props.value]);
}

/** Enter sends the form, as in every other field. */
function sendForm(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Enter" || event.ctrlKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  event.currentTarget.closest("form")?.requestSubmit();
}

const createCalendar = () => new GregorianCalendar();

function toHeld(value: string, of: Of): CalendarDate | CalendarDateTime | null {
  if (!value) return null;
  if (of === "day") return parseDate(value);
  return parseDateTime(of === "moment" ? value.slice(0, 16) : `2000-01-01T${value}`);
}

function typedIn(segments: readonly DateSegment[]): Typed {
  const of = (type: string) => segments.find((one) => one.type === type)?.value ?? null;
  return {
    year: of("year"),
    month: of("month"),
    day: of("day"),
    hour: of("hour"),
    minute: of("minute"),
  };
}

function wordOf(unfit: Unfit, of: Of): string {
  const differs = unfit === "half" || unfit === "pasted" || unfit === "empty";
  return differs && of !== "day" ? `${unfit}_${of}` : unfit;
}

function limits(say: Say, min?: string, max?: string): Record<string, string> {
  const day = (at?: string) => (at ? say.day(`${at.slice(0, 10)}T06:00:00Z`) : "");
  return { min: day(min), max: day(max) };
}

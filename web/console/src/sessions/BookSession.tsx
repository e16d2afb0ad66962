/** Books one counselling session or a series of them: with whom, when, how long, how often; Escape leaves. */
import type { SessionRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import {
  daysFrom,
  EVERY_DAYS,
  firstWish,
  lastOf,
  MINUTES,
  momentOf,
  TIMES,
  timesOn,
  type Wanted,
} from "./slots.ts";
import { bookSessions, counsellorsQuery } from "./verbs.ts";

type Props = {
  incidentId: string;
  /** A session to book again; its counsellor, hour and length stand in the form. */
  like: SessionRow | null;
  onDone: () => void;
};

export function BookSession({ incidentId, like, onDone }: Props) {
  const say = useSay();
  const now = useNow();
  const verb = useVerb();
  const { data: people } = useQuery(counsellorsQuery);
  const [wish, setWish] = useState<Wanted>(() => firstWish(now, like));
  const [only = null] = people ?? [];
  const staffId = wish.staff_id || (only?.staff_id ?? "");
  const times = timesOn(wish.day, now);
  const time = times.includes(wish.time) ? wish.time : (times[0] ?? "");
  const set = (change: Partial<Wanted>) => setWish({ ...wish, ...change });
  const book = async (event: FormEvent) => {
    event.preventDefault();
    if (!staffId || !time) return;
    const wanted = { ...wish, staff_id: staffId, time };
    if (await verb.run(() => bookSessions(incidentId, wanted))) onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onDone();
  };
  if (people?.length === 0) {
    return (
      <div className="row">
        <p className="small grow">{say.t("console.sessions.nobody")}</p>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
    );
  }
  return (
    <form
      className="book"
      aria-label={say.t("console.sessions.book")}
      onSubmit={(event) => void book(event)}
      onKeyDown={onKeyDown}
    >
      <Pick
        label={say.t("console.sessions.with_whom")}
        value={staffId}
        first
        wide
        onPick={(staff_id) => set({ staff_id })}
      >
        {(people ?? []).map((one) => (
          <option key={one.staff_id} value={one.staff_id}>
            {say.words(one.name)} (
            {one.languages.map((code) => say.word("language", code)).join(", ")})
          </option>
        ))}
      </Pick>
      <Pick
        label={say.t("console.sessions.day")}
        value={wish.day}
        wide
        onPick={(day) => set({ day })}
      >
        {daysFrom(now).map((day) => (
          <option key={day} value={day}>
            {say.shortDay(momentOf(day, "12:00"))}
          </option>
        ))}
      </Pick>
      <Pick label={say.t("console.sessions.time")} value={time} onPick={(to) => set({ time: to })}>
        {times.map((one) => (
          <option key={one} value={one}>
            {say.n(one)}
          </option>
        ))}
      </Pick>
      <Pick
        label={say.t("console.sessions.length")}
        value={String(wish.minutes)}
        onPick={(minutes) => set({ minutes: Number(minutes) })}
      >
        {withOwn(MINUTES, wish.minutes).map((n) => (
          <option key={n} value={n}>
            {say.t("console.sessions.minutes", { n })}
          </option>
        ))}
      </Pick>
      <Pick
        label={say.t("console.sessions.times")}
        value={String(wish.times)}
        onPick={(n) => set({ times: Number(n) })}
      >
        {TIMES.map((n) => (
          <option key={n} value={n}>
            {say.t("console.sessions.n_times", { n })}
          </option>
        ))}
      </Pick>
      {wish.times > 1 && (
        <Pick
          label={say.t("console.sessions.every")}
          value={String(wish.every_days)}
          onPick={(n) => set({ every_days: Number(n) })}
        >
          {EVERY_DAYS.map((n) => (
            <option key={n} value={n}>
              {say.t(`console.sessions.every_${n}`)}
            </option>
          ))}
        </Pick>
      )}
      <p className="small mute book-note" aria-live="polite">
        {wish.times > 1 && time
          ? say.t("console.sessions.series", {
              n: wish.times,
              day: say.day(
                new Date(
                  lastOf(momentOf(wish.day, time), wish.times, wish.every_days),
                ).toISOString(),
              ),
            })
          : say.t("console.sessions.note")}
      </p>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !staffId}>
          <Icon name="check" />
          {verb.busy ? say.t("common.sending") : say.t("console.sessions.do_book")}
        </button>
        <button type="button" className="btn quiet slim" onClick={onDone}>
          {say.t("common.cancel")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

/** The usual lengths, and the one a repeated session has. */
function withOwn(usual: readonly number[], own: number): number[] {
  return [...new Set([...usual, own])].sort((a, b) => a - b);
}

type PickProps = {
  label: string;
  value: string;
  onPick: (value: string) => void;
  children: ReactNode;
  /** Takes the focus when the form opens. */
  first?: boolean;
  wide?: boolean;
};

function Pick({ label, value, onPick, children, first, wide }: PickProps) {
  const box = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (first) box.current?.focus();
  }, [first]);
  return (
    <label className={wide ? "pick wide small" : "pick small"}>
      <span className="mute">{label}</span>
      <select
        ref={box}
        className="field"
        value={value}
        onChange={(event) => onPick(event.target.value)}
      >
        {children}
      </select>
    </label>
  );
}

/** Questions and verbs of the load forecast and of outreach events; each throws Problem. */
import {
  outreachCallOff,
  outreachCount,
  outreachFind,
  outreachHold,
  outreachPlan,
  reportsSeeForecast,
} from "@helpline/shared/api";
import type { Id, NewOutreach, PeopleReached } from "@helpline/shared/types";
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import { dayOf } from "../sessions/slots.ts";

export const KINDS = [
  "school_visit",
  "community_meeting",
  "rally",
  "film_show",
  "competition",
  "day_observed",
  "leaflets",
  "media_campaign",
  "recreation",
] as const satisfies readonly NewOutreach["kind"][];
export const AUDIENCES = [
  "children",
  "street_children",
  "parents",
  "teachers",
  "leaders",
  "everybody",
] as const satisfies readonly NewOutreach["audience"][number][];
export const WHY_CALLED_OFF = [
  "weather",
  "disaster",
  "no_leave",
  "nobody_came",
  "mistake",
  "other",
] as const;

export const DAYS = 3;
const FORECAST_ANEW_MS = 300_000;
const ANEW_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
/** How far events to come are looked at. */
export const DAYS_AHEAD = 365;

export const forecastQuery = (place: string | null) =>
  queryOptions({
    queryKey: ["forecast", place],
    queryFn: ({ signal }) =>
      reportsSeeForecast({ query: { days: DAYS, ...(place && { place }) }, signal }),
    refetchInterval: FORECAST_ANEW_MS,
  });

/** Events of whole days of Dhaka: from so many days before or after today, to so many. */
export const eventsQuery = (nowMs: number, from: number, to: number, place: string | null) => {
  const midnight = (days: number) => `${dayOf(nowMs + days * DAY_MS)}T00:00:00+06:00`;
  const query = {
    starts_at: midnight(from),
    ends_at: midnight(to),
    ...(place && { place }),
  };
  return queryOptions({
    queryKey: ["outreach", query],
    queryFn: ({ signal }) => outreachFind({ query, signal }),
    refetchInterval: ANEW_MS,
  });
};

const of = (outreach_id: Id) => ({ path: { outreach_id } });
export const planEvent = (body: NewOutreach) => outreachPlan({ body });
export const hold = (id: Id, reached: PeopleReached[]) =>
  outreachHold({ ...of(id), body: { reached } });
export const count = (id: Id, reached: PeopleReached[]) =>
  outreachCount({ ...of(id), body: { reached } });
export const callOff = (id: Id, reason: string) => outreachCallOff({ ...of(id), body: { reason } });

/** Runs a verb and asks for the log and the forecast anew, whether it was done or refused. */
export function useOutreachVerb(): Verb {
  const kept = useQueryClient();
  const verb = useVerb();
  const run: Verb["run"] = async (work) => {
    const done = await verb.run(work);
    await Promise.all([
      kept.invalidateQueries({ queryKey: ["outreach"] }),
      kept.invalidateQueries({ queryKey: ["forecast"] }),
    ]);
    return done;
  };
  return { ...verb, run };
}

/** Questions and verbs of the load forecast and of outreach events; each throws Problem. */
import { outreachPlan, reportsSeeForecast } from "@helpline/shared/api";
import type { NewOutreach } from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";

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

export const DAYS = 3;
const ANEW_MS = 300_000;

export const forecastQuery = (place: string | null) =>
  queryOptions({
    queryKey: ["forecast", place],
    queryFn: ({ signal }) =>
      reportsSeeForecast({ query: { days: DAYS, ...(place && { place }) }, signal }),
    refetchInterval: ANEW_MS,
  });

export const planEvent = (body: NewOutreach) => outreachPlan({ body });

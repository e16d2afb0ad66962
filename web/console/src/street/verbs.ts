/** Questions and verbs of the sites for street children; each throws Problem. */
import {
  streetDecline,
  streetExplain,
  streetFigures,
  streetNameSite,
  streetNetwork,
  streetPlaces,
  streetTakeUp,
} from "@helpline/shared/api";
import type { Id, MoreReason, NewSite, NoCaseReason, SiteKind } from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";

export const KINDS = [
  "drop_in_centre",
  "night_shelter",
  "child_friendly_space",
  "open_air_school",
] as const satisfies readonly SiteKind[];
export const WHY_OVER = [
  "no_other_place",
  "at_the_door",
  "one_night",
  "siblings",
  "court_order",
  "disaster",
] as const satisfies readonly MoreReason[];
export const WHY_NO_CASE = [
  "helped_otherwise",
  "child_does_not_want",
  "known_to_partner",
  "slip",
  "other",
] as const satisfies readonly NoCaseReason[];

const ANEW_MS = 60_000;

export const networkQuery = queryOptions({
  queryKey: ["street", "network"],
  queryFn: ({ signal }) => streetNetwork({ signal }),
  refetchInterval: ANEW_MS,
});

export const figuresQuery = (first: string, last: string) =>
  queryOptions({
    queryKey: ["street", "figures", first, last],
    queryFn: ({ signal }) => streetFigures({ query: { first, last }, signal }),
  });

export const placesQuery = (caseId: Id) =>
  queryOptions({
    queryKey: ["street", "places", caseId],
    queryFn: ({ signal }) => streetPlaces({ path: { case_id: caseId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const nameSite = (body: NewSite) => streetNameSite({ body });

export const explain = (centre_id: Id, day: string, reason: MoreReason) =>
  streetExplain({ path: { centre_id }, body: { day, reason } });

export const takeUp = (ask_id: Id, assign_to: Id | null) =>
  streetTakeUp({ path: { ask_id }, body: { assign_to } });

export const declineAsk = (ask_id: Id, reason: NoCaseReason) =>
  streetDecline({ path: { ask_id }, body: { reason } });

/** A day as the instant of its noon in Dhaka, which lies on the same date everywhere near. */
export const noon = (day: string) => `${day}T06:00:00Z`;

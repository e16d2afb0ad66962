/** Questions and verbs of the services that organisations give; each throws Problem. */
import {
  directoryEndService,
  directoryLookUpServices,
  directoryOfferService,
  directoryWhoDoesWhat,
} from "@helpline/shared/api";
import type { Id, NewService, ServiceKind } from "@helpline/shared/types";
import { queryOptions } from "@tanstack/react-query";

/** Every kind of service, in the order screens show them. */
export const SERVICES = [
  "shelter",
  "meals",
  "clothing",
  "health",
  "psychosocial",
  "education",
  "technical_training",
  "recreation",
  "legal_aid",
  "reintegration",
  "follow_up",
] as const satisfies readonly ServiceKind[];

const ANEW_MS = 60_000;

export const districtQuery = (place: string | null) =>
  queryOptions({
    queryKey: ["services", "district", place],
    queryFn: ({ signal }) => directoryWhoDoesWhat({ query: place ? { place } : {}, signal }),
    refetchInterval: ANEW_MS,
  });

export const servicesQuery = (place: string | null, kind: ServiceKind | "") =>
  queryOptions({
    queryKey: ["services", "list", place, kind],
    queryFn: ({ signal }) =>
      directoryLookUpServices({
        query: { ...(place && { place }), ...(kind && { kind }) },
        signal,
      }),
    refetchInterval: ANEW_MS,
  });

export const enterService = (body: NewService) => directoryOfferService({ body });

export const endService = (id: Id) => directoryEndService({ path: { offered_id: id } });

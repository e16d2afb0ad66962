/** Which agencies can have a part, asked again when the place or a part changes; the server says who. */
import { dispatchesAgencies } from "@helpline/shared/api";
import type { AgencyRow, DispatchRow, IncidentRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";

export function useAgencies(incident: IncidentRow, parts: DispatchRow[]): AgencyRow[] {
  const changesBy = [incident.place?.code, parts.map(({ id, state }) => [id, state])];
  const { data } = useQuery<{ items: AgencyRow[] }>({
    queryKey: ["agencies", incident.id, changesBy],
    staleTime: 15_000,
    placeholderData: (before) => before,
    queryFn: ({ signal }) => dispatchesAgencies({ path: { incident_id: incident.id }, signal }),
  });
  return data?.items ?? [];
}

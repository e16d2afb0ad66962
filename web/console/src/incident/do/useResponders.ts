/** Who could go, asked again whenever something that ranks them changes; the server ranks, nobody here does. */
import { dispatchesResponders } from "@helpline/shared/api";
import type { DispatchRow, IncidentRow, Responder, Words } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import type { IntakeDraft } from "../draft.ts";

type Lacks = { district: Words; served_by: Words[] };
export type Suggested = {
  ranked: Responder[];
  shortfall: Responder[];
  without_centre: Lacks | null;
};
/** `known` tells an empty list from one that has not come yet. */
export type Suggestion = Suggested & { known: boolean };
const NOBODY: Suggested = { ranked: [], shortfall: [], without_centre: null };

export function useResponders(
  incident: IncidentRow,
  draft: IntakeDraft,
  dispatches: DispatchRow[],
): Suggestion {
  const ranksBy = [
    incident.place?.code,
    incident.categories,
    incident.urgency,
    draft.get("child_sex").rev,
    draft.get("child_age").rev,
    dispatches.map(({ id, state, steps }) => [id, state, steps.length]),
  ];
  const { data } = useQuery<Suggested>({
    queryKey: ["responders", incident.id, ranksBy],
    enabled: incident.state === "open",
    staleTime: 15_000,
    refetchInterval: 60_000,
    placeholderData: (before) => before,
    queryFn: ({ signal }) => dispatchesResponders({ path: { incident_id: incident.id }, signal }),
  });
  return { ...(data ?? NOBODY), known: data !== undefined };
}

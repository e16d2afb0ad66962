/** Everything the page of one case shows, from its live channel; it changes nothing. */
import { Problem } from "@helpline/shared/api";
import type {
  ActionRow,
  ApprovalRow,
  CaseRow,
  CheckRow,
  DocumentRow,
  NoteRow,
  RatingRow,
  ReintegrationReturnRow,
  ReintegrationRow,
  SheetRow,
  TimelineRow,
  TracingRow,
} from "@helpline/shared/types";
import { useEffect, useMemo } from "react";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import { askAgain, useLine } from "../live/client.ts";
import { useChannel } from "../live/useChannel.ts";
import { refusalText } from "./refusal.ts";

export type OpenCase = {
  row: CaseRow | null;
  sheets: SheetRow[];
  approvals: ApprovalRow[];
  actions: ActionRow[];
  checks: CheckRow[];
  notes: NoteRow[];
  documents: DocumentRow[];
  ratings: RatingRow[];
  tracing: TracingRow[];
  reintegrations: ReintegrationRow[];
  returns: ReintegrationReturnRow[];
  timeline: TimelineRow[];
  /** Why it may not be watched, or not any more. */
  refused: Problem | null;
};

export function useCase(id: string): OpenCase {
  const channel = `case/${id}`;
  const { rows } = useChannel(channel);
  const error = useLine((line) => line.errors[channel] ?? null);
  // A page left and opened anew asks anew: meanwhile a reason may have been given.
  useEffect(() => {
    if (useLine.getState().errors[channel]) askAgain(channel);
  }, [channel]);
  const all = <T>(part: string, at: (row: T) => string) =>
    [...rows<T>(part).values()].sort((a, b) => at(a).localeCompare(at(b)));
  return {
    row: [...rows<CaseRow>("case").values()][0] ?? null,
    sheets: all<SheetRow>("sheets", (row) => row.written_at),
    approvals: all<ApprovalRow>("approvals", (row) => row.requested_at),
    actions: all<ActionRow>("actions", (row) => row.due_on),
    checks: all<CheckRow>("checks", (row) => row.at),
    notes: all<NoteRow>("notes", (row) => row.noted_at),
    documents: all<DocumentRow>("documents", (row) => row.added_at),
    ratings: all<RatingRow>("ratings", (row) => row.rated_at),
    tracing: all<TracingRow>("tracing", (row) => row.at),
    reintegrations: all<ReintegrationRow>("reintegrations", (row) => row.planned_at),
    returns: all<ReintegrationReturnRow>("returns", (row) => row.reported_at),
    timeline: [...rows<TimelineRow>("timeline").values()].sort((a, b) => a.seq - b.seq),
    refused: useMemo(
      () => error && new Problem(403, { code: error.code, detail: error.detail }),
      [error],
    ),
  };
}

/** A verb of a case: what the server says against it is told with what was legal. */
export function useCaseVerb(): Verb {
  return useVerb(refusalText);
}

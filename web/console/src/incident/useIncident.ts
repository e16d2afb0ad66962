/** Everything one incident's screen shows, from its live channel; it changes nothing. */
import { Problem } from "@helpline/shared/api";
import type {
  CallRow,
  DispatchRow,
  IncidentRow,
  IntakeRow,
  JourneyRow,
  MarriageRow,
  PaperRow,
  SessionRow,
  TextRow,
  TimelineRow,
  UnmetRow,
} from "@helpline/shared/types";
import { useMemo } from "react";
import { useLine } from "../live/client.ts";
import { useChannel } from "../live/useChannel.ts";

export type OpenIncident = {
  incident: IncidentRow | null;
  intake: ReadonlyMap<string, IntakeRow>;
  timeline: TimelineRow[];
  dispatches: DispatchRow[];
  calls: CallRow[];
  texts: TextRow[];
  sessions: SessionRow[];
  journey: JourneyRow | null;
  marriage: MarriageRow | null;
  papers: PaperRow[];
  unmet: UnmetRow[];
  /** Why it may not be opened, when the server refused. */
  refused: Problem | null;
};

export function useIncident(id: string): OpenIncident {
  const channel = `incident/${id}`;
  const { rows } = useChannel(channel);
  const error = useLine((line) => line.errors[channel] ?? null);
  const timeline = rows<TimelineRow>("timeline");
  const dispatches = rows<DispatchRow>("dispatches");
  const calls = rows<CallRow>("calls");
  const texts = rows<TextRow>("texts");
  const sessions = rows<SessionRow>("sessions");
  const papers = rows<PaperRow>("papers");
  const unmet = rows<UnmetRow>("unmet");
  return {
    incident: [...rows<IncidentRow>("incident").values()][0] ?? null,
    intake: rows<IntakeRow>("intake"),
    timeline: useMemo(() => [...timeline.values()].sort((a, b) => a.seq - b.seq), [timeline]),
    dispatches: useMemo(() => [...dispatches.values()].sort(latestFirst), [dispatches]),
    calls: useMemo(() => [...calls.values()].sort(arrivedLastFirst), [calls]),
    sessions: useMemo(() => [...sessions.values()], [sessions]),
    journey: rows<JourneyRow>("journey").get(id) ?? null,
    marriage: rows<MarriageRow>("marriage").get(id) ?? null,
    papers: useMemo(() => [...papers.values()].sort(madeFirst), [papers]),
    unmet: useMemo(() => [...unmet.values()], [unmet]),
    texts: useMemo(() => [...texts.values()].sort(cameFirst), [texts]),
    refused: useMemo(
      () => error && new Problem(403, { code: error.code, detail: error.detail }),
      [error],
    ),
  };
}

function latestFirst(a: DispatchRow, b: DispatchRow): number {
  return b.requested_at.localeCompare(a.requested_at);
}

function arrivedLastFirst(a: CallRow, b: CallRow): number {
  return b.arrived_at.localeCompare(a.arrived_at);
}

function cameFirst(a: TextRow, b: TextRow): number {
  return a.came_at.localeCompare(b.came_at);
}

function madeFirst(a: PaperRow, b: PaperRow): number {
  return a.made_at.localeCompare(b.made_at);
}

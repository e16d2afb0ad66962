/** Asks for a list anew when rows of the board that belong to it change, for those who watch the board; it shows nothing. */
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useMe } from "../session/session.ts";
import { useChannel } from "./useChannel.ts";

type Props = { of: "outreach" | "ending_qualifications"; anew: QueryKey };
type Row = { id: string; version?: number; until?: string | null; told_level?: number };

export function FollowBoard(props: Props) {
  const watches = useMe()?.permissions.includes("board.watch") ?? false;
  return watches ? <Following {...props} /> : null;
}

function Following({ of, anew }: Props) {
  const { ready, rows } = useChannel("board");
  const kept = useQueryClient();
  const before = useRef<string | null>(null);
  const latest = useRef(anew);
  latest.current = anew;
  const seen = ready ? [...rows<Row>(of).values()].map(marked).sort().join("\n") : null;
  useEffect(() => {
    if (seen === null || seen === before.current) return;
    const first = before.current === null;
    before.current = seen;
    if (!first) void kept.invalidateQueries({ queryKey: latest.current });
  }, [seen, kept]);
  return null;
}

function marked({ id, version, until, told_level }: Row): string {
  return [id, version ?? "", until ?? "", told_level ?? ""].join(" ");
}

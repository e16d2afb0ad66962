/** The alarms bar: dispatches nobody acknowledged, and the longest wait against its thresholds. */
import type { BedBoardRow, DispatchRow, QueueSummary } from "@helpline/shared/types";
import type { ReactNode } from "react";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { Overfull } from "./BedBoards.tsx";
import { GraveInCare } from "./InCare.tsx";
import { byPressing, isLateDispatch, lateSince } from "./score.ts";
import { Unwatched } from "./Unwatched.tsx";

export const WAIT_AMBER_S = 15;
export const WAIT_RED_S = 60;

type Props = {
  dispatches: DispatchRow[];
  queue: QueueSummary | null;
  beds: BedBoardRow[];
  children?: ReactNode;
};

/** `children` are what comes before everything else: people in danger, and children nobody can be sent to. */
export function Alarms({ dispatches, queue, beds, children }: Props) {
  const now = useNow();
  const late = dispatches.filter((row) => isLateDispatch(row, now)).sort(byPressing);
  return (
    <div className="alarms">
      {children}
      <GraveInCare rows={beds} />
      <Unwatched />
      <LateDispatches rows={late} now={now} />
      <Overfull rows={beds} />
      <LongestWait queue={queue} now={now} />
    </div>
  );
}

function LateDispatches({ rows, now }: { rows: DispatchRow[]; now: number }) {
  const say = useSay();
  const [first] = rows;
  if (!first) {
    return (
      <div className="notice st none">
        <Icon name="check" />
        <span>{say.t("console.board.none_late")}</span>
      </div>
    );
  }
  const since = lateSince(first) ?? first.requested_at;
  return (
    <div className="notice st overdue" role="status">
      <Icon name="late" />
      <span>
        <b>{say.t("console.board.late", { n: rows.length })}</b>{" "}
        {say.t("console.board.oldest_late", {
          urgency: first.urgency,
          time: say.span((now - Date.parse(since)) / 1000),
        })}
      </span>
    </div>
  );
}

function LongestWait({ queue, now }: { queue: QueueSummary | null; now: number }) {
  const say = useSay();
  if (!queue?.longest_since) {
    return (
      <div className="notice st none grow">
        <Icon name="check" />
        <span>{say.t("console.queue.nobody")}</span>
      </div>
    );
  }
  const seconds = (now - Date.parse(queue.longest_since)) / 1000;
  const hue = seconds >= WAIT_RED_S ? "overdue" : seconds >= WAIT_AMBER_S ? "waiting" : "none";
  return (
    <div className={`notice st ${hue} grow`}>
      <Icon name={hue === "overdue" ? "late" : "hour"} />
      <span>
        <b>{say.t("console.board.longest", { time: say.span(seconds) })}</b>{" "}
        <span className="mute">
          {say.t("console.board.thresholds", {
            amber: say.span(WAIT_AMBER_S),
            red: say.span(WAIT_RED_S),
          })}
        </span>
      </span>
    </div>
  );
}

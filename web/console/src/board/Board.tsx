/** The supervisor's floor: alarms, who waits, counsellors, dispatches; the most pressing at the top of each. */
import type {
  AnnouncementRow,
  BedBoardRow,
  CallBackRow,
  CounsellorRow,
  DispatchRow,
  DuressRow,
  HelpRow,
  LateDecision,
  LateRow,
  LostMatchRow,
  QueueSummary,
  SiteRow,
  TextWaiting,
  UnmetRow,
  UnreachableRow,
  WaitingRow,
  WarnedQualification,
} from "@helpline/shared/types";
import { type ReactNode, useState } from "react";
import { CallBacks } from "../back/CallBacks.tsx";
import { ClocksToday } from "../clock/ClocksToday.tsx";
import { LateClocks } from "../clock/LateClocks.tsx";
import { useChannel } from "../live/useChannel.ts";
import { useSay } from "../say/useSay.ts";
import { Blocks } from "../silent/Blocks.tsx";
import { Waits } from "../street/Waits.tsx";
import { Texts } from "../texts/Texts.tsx";
import { Alarms } from "./Alarms.tsx";
import { Announcements } from "./Announcements.tsx";
import { BedBoards } from "./BedBoards.tsx";
import { Counsellors } from "./Counsellors.tsx";
import { Dispatches } from "./Dispatches.tsx";
import { Duress } from "./Duress.tsx";
import { Help } from "./Help.tsx";
import { LostFound } from "./LostFound.tsx";
import { EndingCourses, LateDecisions } from "./Programmes.tsx";
import { Unmet } from "./Unmet.tsx";
import { Unreachable } from "./Unreachable.tsx";
import { Waiting } from "./Waiting.tsx";

const PARTS = ["waiting", "counsellors", "dispatches"] as const;
type Part = (typeof PARTS)[number];

export function Board() {
  const say = useSay();
  const { ready, rows } = useChannel("board");
  const waiting = [...rows<WaitingRow>("waiting").values()];
  const dispatches = [...rows<DispatchRow>("dispatches").values()];
  const counsellors = [...rows<CounsellorRow>("counsellors").values()];
  const backs = [...rows<CallBackRow>("call_backs").values()];
  const texts = [...rows<TextWaiting>("texts").values()];
  const said = [...rows<AnnouncementRow>("announcements").values()];
  const help = [...rows<HelpRow>("help").values()];
  const beds = [...rows<BedBoardRow>("beds").values()];
  const late = [...rows<LateRow>("late").values()];
  const moved = JSON.stringify([
    dispatches.map(({ id, version }) => [id, version]),
    late.map(({ incident_id, version }) => [incident_id, version]),
  ]);
  const queue = rows<QueueSummary>("queue").get("summary") ?? null;
  const after = (
    <>
      <Texts rows={texts} />
      <CallBacks rows={backs} />
      <Announcements rows={said} />
      <Waits rows={[...rows<SiteRow>("sites").values()]} onDone={() => undefined} />
      <LostFound rows={[...rows<LostMatchRow>("lost").values()]} />
      <Blocks />
    </>
  );
  const content: Record<Part, ReactNode> = {
    waiting: <Waiting rows={waiting} after={after} />,
    counsellors: <Counsellors rows={counsellors} before={<Help rows={help} />} />,
    dispatches: (
      <>
        <Dispatches rows={dispatches} after={<BedBoards rows={beds} />} />
        <Unreachable rows={[...rows<UnreachableRow>("unreachable").values()]} />
        <LateClocks rows={late} />
        <LateDecisions rows={[...rows<LateDecision>("late_decisions").values()]} />
        <EndingCourses rows={[...rows<WarnedQualification>("ending_qualifications").values()]} />
        <ClocksToday moved={moved} />
      </>
    ),
  };
  const [shown, setShown] = useState<Part>("waiting");
  if (!ready) {
    return (
      <main className="plain-page">
        <p className="mute" role="status">
          {say.t("console.board.opening")}
        </p>
      </main>
    );
  }
  return (
    <main className="board" data-shown={shown}>
      <Alarms dispatches={dispatches} queue={queue} beds={beds}>
        <Duress rows={[...rows<DuressRow>("duress").values()]} />
        <Unmet rows={[...rows<UnmetRow>("unmet").values()]} />
      </Alarms>
      <nav className="column-tabs seg" aria-label={say.t("console.col.tabs")}>
        {PARTS.map((part) => (
          <button
            key={part}
            type="button"
            aria-pressed={shown === part}
            onClick={() => setShown(part)}
          >
            {say.t(`console.board.${part}`)}
          </button>
        ))}
      </nav>
      {PARTS.map((part) => (
        <section
          key={part}
          className={`column column-${part}`}
          aria-label={say.t(`console.board.${part}`)}
        >
          {content[part]}
        </section>
      ))}
    </main>
  );
}

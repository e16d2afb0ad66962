/** What stands against the number of a call: who marked it and why, until when it counts; it blocks nobody. */
import { callsClearMarks, callsMarkNuisance, callsMarks } from "@helpline/shared/api";
import type { CallRow, MarkReason, MarksRow } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Icon } from "../parts/Icon.tsx";
import { OneOf } from "../parts/OneOf.tsx";
import { Refused } from "../parts/Refused.tsx";
import { StateWord } from "../parts/status.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { markStanding, mayMark } from "./standing.ts";

export const MARK_REASONS: readonly MarkReason[] = ["plays", "repeats", "insults", "sexual"];

/** Absent while there is nothing to see and nothing to do. */
export function Marks({ call }: { call: CallRow }) {
  const say = useSay();
  const me = useMe();
  const may = me?.permissions ?? [];
  const { data, refetch } = useQuery({
    // The call's version grows with every mark made in it and with every clearing.
    queryKey: ["marks", call.id, call.version],
    enabled: may.includes("calls.see_marks"),
    queryFn: ({ signal }) => callsMarks({ path: { call_id: call.id }, signal }),
  });
  if (!data?.may_be_marked) return null;
  const canMark = may.includes("calls.mark") && mayMark(call, me?.id ?? null, data);
  if (data.marks.length === 0 && !canMark) return null;
  return (
    <section className="blk marks" aria-label={say.t("console.marks.title")}>
      <h2>
        {say.t("console.marks.title")}
        {data.marks.length > 0 && <b className="end num">{say.n(data.marks.length)}</b>}
      </h2>
      <Standing data={data} />
      <List data={data} />
      {canMark && <MarkIt callId={call.id} onDone={refetch} />}
      {data.marks.length > 0 && may.includes("calls.clear_marks") && (
        <Clear callId={call.id} onDone={refetch} />
      )}
    </section>
  );
}

function Standing({ data }: { data: MarksRow }) {
  const say = useSay();
  const now = useNow();
  const stands = markStanding(data, now);
  if (stands === "none") return <p className="small mute">{say.t("console.marks.none")}</p>;
  const lowers = stands === "lowers";
  return (
    <>
      <p className="small">
        <StateWord hue={lowers ? "waiting" : "info"} icon={lowers ? "hour" : "info"}>
          {standingText(data, lowers, now, say)}
        </StateWord>
      </p>
      <p className="small mute">{say.t("console.marks.never_blocks")}</p>
    </>
  );
}

function standingText(data: MarksRow, lowers: boolean, now: number, say: Say): string {
  if (lowers && data.lowers_until) {
    return say.t("console.marks.lowers", { time: say.dayOrClock(data.lowers_until, now) });
  }
  return say.t("console.marks.not_yet", { n: data.counsellors, needed: data.counsellors_needed });
}

function List({ data }: { data: MarksRow }) {
  const say = useSay();
  const now = useNow();
  return (
    <ul className="small">
      {data.marks.map((mark) => (
        <li key={mark.made_at}>
          <span className="num mute">{say.dayOrClock(mark.made_at, now)}</span>
          <span>
            {say.word("mark", mark.reason)} · {say.words(mark.counsellor)}
          </span>
        </li>
      ))}
    </ul>
  );
}

type VerbProps = { callId: string; onDone: () => unknown };

function MarkIt({ callId, onDone }: VerbProps) {
  const say = useSay();
  const verb = useVerb();
  const [asking, setAsking] = useState(false);
  const mark = async (reason: MarkReason) => {
    const path = { call_id: callId };
    if (await verb.run(() => callsMarkNuisance({ path, body: { reason } }))) setAsking(false);
    onDone();
  };
  return (
    <>
      {asking ? (
        <>
          <OneOf
            title={say.t("console.marks.why")}
            codes={MARK_REASONS}
            family="mark"
            onPick={(reason) => void mark(reason)}
            onLeave={() => setAsking(false)}
          />
          <p className="small mute">{say.t("console.marks.trying_out")}</p>
        </>
      ) : (
        <button type="button" className="btn quiet slim" onClick={() => setAsking(true)}>
          <Icon name="flag" />
          {say.t("console.marks.mark")}
        </button>
      )}
      <Refused text={verb.refused} />
    </>
  );
}

function Clear({ callId, onDone }: VerbProps) {
  const say = useSay();
  const verb = useVerb();
  const clear = async () => {
    await verb.run(() => callsClearMarks({ path: { call_id: callId } }));
    onDone();
  };
  return (
    <>
      <button
        type="button"
        className="btn slim"
        aria-disabled={verb.busy}
        onClick={() => void clear()}
      >
        <Icon name="x" />
        {say.t("console.marks.clear")}
      </button>
      <Refused text={verb.refused} />
    </>
  );
}

/** All that is written of a stay: its clock, health, kit, learning, talks, incidents in care, and its end; the opening is recorded. */
import type { CareFile } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { Part } from "../../directory/parts.tsx";
import { aboutStay } from "../../forms/about.ts";
import { FilledForms } from "../../forms/FilledForms.tsx";
import { useNow } from "../../live/useNow.ts";
import { Refused } from "../../parts/Refused.tsx";
import { Badge } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import { problemText } from "../../session/problemText.ts";
import { useMe } from "../../session/session.ts";
import { ClockPart } from "./ClockPart.tsx";
import { stillWritten } from "./clock.ts";
import { IncidentsPart } from "./IncidentsPart.tsx";
import { KitPart } from "./KitPart.tsx";
import { LearningPart } from "./LearningPart.tsx";
import { TalksPart } from "./TalksPart.tsx";
import { careQuery, useFresh } from "./useCare.ts";

/** Of a centre: what it writes itself. */
export function OwnStay() {
  const { id = "" } = useParams({ strict: false });
  useFresh(id);
  return <StayPage id={id} back="/centre/children" />;
}

/** For whoever oversees the centres. */
export function OverseenStay() {
  const { id = "" } = useParams({ strict: false });
  return <StayPage id={id} back="/stays" />;
}

type Props = { id: string; back: "/centre/children" | "/stays" };

function StayPage({ id, back }: Props) {
  const say = useSay();
  const me = useMe();
  const now = useNow();
  const { data, error } = useQuery(careQuery(id));
  const can = (action: string) => me?.permissions.includes(action) ?? false;
  if (!data) {
    return (
      <main className="plain-page">
        {error ? (
          <Refused text={problemText(error, say)} />
        ) : (
          <p className="mute" role="status">
            {say.t("console.care.opening")}
          </p>
        )}
        <Link to={back}>{say.t("console.care.back")}</Link>
      </main>
    );
  }
  const writes = can("stays.care") && stillWritten(data.left_at, now);
  return (
    <main className="paper care">
      <Head file={data} back={back} />
      <ClockPart file={data} writes={writes && !data.left_at} oversees={can("stays.oversee")} />
      <IncidentsPart
        file={data}
        writes={writes}
        follows={can("stays.follow_up")}
        oversees={can("stays.oversee")}
      />
      <Health id={id} writes={writes} />
      <KitPart file={data} writes={writes} />
      <LearningPart file={data} writes={writes} />
      <TalksPart file={data} writes={writes} />
    </main>
  );
}

function Head({ file, back }: { file: CareFile; back: Props["back"] }) {
  const say = useSay();
  const now = useNow();
  return (
    <div className="file-head">
      <Link to={back} className="small quiet-link">
        {say.t("console.care.back")}
      </Link>
      <h1 className="num">{say.n(file.number)}</h1>
      <p className="row file-about">
        <span>{say.words(file.centre)}</span>
        <span className="small mute">
          {say.word("came_by", file.came_by)} · {say.dayOrClock(file.arrived_at, now)}
        </span>
        {file.over_reason && (
          <Badge hue="waiting">
            {say.t("console.care.over", { reason: say.word("more", file.over_reason) })}
          </Badge>
        )}
        {file.left_at && (
          <Badge hue="none">
            {say.t("console.care.left", {
              reason: say.word("left", file.left_reason),
              time: say.dayOrClock(file.left_at, now),
            })}
          </Badge>
        )}
      </p>
    </div>
  );
}

function Health({ id, writes }: { id: string; writes: boolean }) {
  const say = useSay();
  const about = useMemo(() => aboutStay(id), [id]);
  return (
    <Part title={say.t("console.care.health")}>
      <FilledForms about={about} purpose="admission" readOnly={!writes} />
    </Part>
  );
}

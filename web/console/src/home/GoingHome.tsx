/** A child's way home: where it shall go, what must hold, the hand-over, and what follows; former ones stand below. */
import {
  casesCallOffReintegration,
  casesGiveUpFollowing,
  casesReportNewRisk,
} from "@helpline/shared/api";
import type { ReintegrationRow } from "@helpline/shared/types";
import { useState } from "react";
import { nameOf } from "../cases/Marks.tsx";
import type { PartProps } from "../cases/parts.ts";
import { Part } from "../directory/parts.tsx";
import { Icon } from "../parts/Icon.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { Conditions } from "./Conditions.tsx";
import { WHY_AT_RISK, WHY_CALLED_OFF, WHY_GIVEN_UP } from "./codes.ts";
import { FollowUps } from "./FollowUps.tsx";
import { GoingForm } from "./GoingForm.tsx";
import { HandOver } from "./HandOver.tsx";
import { Reasoned } from "./Reasoned.tsx";
import { Returns } from "./Returns.tsx";
import { current, STATE_LOOK, WHY_FAMILY } from "./standing.ts";

export function GoingHomePart(props: PartProps) {
  const { opened, row, may } = props;
  const say = useSay();
  const [planning, setPlanning] = useState(false);
  const now = current(opened.reintegrations);
  const former = opened.reintegrations.filter((one) => one !== now);
  const open = now?.state === "planned" || now?.state === "home";
  if (!now && !may.write) return null;
  return (
    <Part title={say.t("console.home.title")}>
      {!now && <p className="small mute">{say.t("console.home.none")}</p>}
      <Returns {...props} />
      {now && <Way {...props} key={now.id} one={now} />}
      {may.write && !open && !planning && (
        <button type="button" className="btn slim" onClick={() => setPlanning(true)}>
          <Icon name="home" />
          {say.t("console.home.plan")}
        </button>
      )}
      {may.write && !open && planning && (
        <GoingForm
          caseId={row.id}
          childId={row.child_id}
          before={null}
          onDone={() => setPlanning(false)}
        />
      )}
      {former.length > 0 && (
        <details className="why small">
          <summary>{say.t("console.home.former", { n: former.length })}</summary>
          {[...former].reverse().map((one) => (
            <Way {...props} key={one.id} one={one} />
          ))}
        </details>
      )}
    </Part>
  );
}

type Doing = "change" | "hand_over" | "call_off" | "give_up" | "new_risk";

function Way(props: PartProps & { one: ReintegrationRow }) {
  const { row, may, one } = props;
  const [doing, setDoing] = useState<Doing | null>(null);
  const [against, setAgainst] = useState<string[]>([]);
  const done = () => setDoing(null);
  const went = one.handed_over_at !== null;
  return (
    <div className="home-way">
      <About one={one} />
      {doing === null && <Verbs one={one} may={may} onDo={setDoing} />}
      {doing === "change" && (
        <GoingForm caseId={row.id} childId={row.child_id} before={one} onDone={done} />
      )}
      {doing === "hand_over" && (
        <HandOver caseId={row.id} row={one} onAgainst={setAgainst} onDone={done} />
      )}
      {(doing === "call_off" || doing === "give_up" || doing === "new_risk") && (
        <Ending caseId={row.id} one={one} how={doing} onDone={done} />
      )}
      {went && <FollowUps caseId={row.id} row={one} may={may} />}
      <Conditions caseId={row.id} row={one} against={against} may={may} />
    </div>
  );
}

function About({ one }: { one: ReintegrationRow }) {
  const say = useSay();
  const look = STATE_LOOK[one.state];
  const family = WHY_FAMILY[one.state];
  const where = [
    say.word("going", one.kind),
    one.care && say.word("care", one.care),
    one.place && say.words(one.place.name),
  ];
  const day = one.handed_over_at ?? `${one.planned_on}T00:00:00+06:00`;
  return (
    <>
      <p>
        <StateWord hue={look.hue} icon={look.icon}>
          {say.word("reintegration", one.state)}
        </StateWord>{" "}
        <span>{where.filter(Boolean).join(" · ")}</span>{" "}
        <span className="small mute num">{say.day(day)}</span>
      </p>
      {one.handed_by && (
        <p className="small mute">
          {say.t("console.home.handed_by", { who: nameOf(one.handed_by, say) })}
          {one.memo && (
            <>
              {" · "}
              <span className="num">{say.n(one.memo)}</span>
            </>
          )}
        </p>
      )}
      {family && one.reason && <p className="small">{say.word(family, one.reason)}</p>}
      {[one.words, one.hand_over_words, one.end_words].map(
        (words, at) =>
          words && (
            <p key={["plan", "hand_over", "end"][at]} className="small case-words">
              {words}
            </p>
          ),
      )}
    </>
  );
}

type VerbsProps = {
  one: ReintegrationRow;
  may: PartProps["may"];
  onDo: (what: Doing) => void;
};

function Verbs({ one, may, onDo }: VerbsProps) {
  const say = useSay();
  const planned = one.state === "planned";
  const risky = one.state === "home" || one.state === "settled" || one.state === "ended";
  const verbs: [Doing, boolean][] = [
    ["hand_over", may.write && planned],
    ["change", may.write && planned],
    ["call_off", may.write && planned],
    ["new_risk", may.risk && risky],
    ["give_up", may.approve && one.state === "home"],
  ];
  const shown = verbs.filter(([, may_do]) => may_do);
  if (shown.length === 0) return null;
  return (
    <div className="row case-verbs">
      {shown.map(([what], at) => (
        <button
          key={what}
          type="button"
          className={at === 0 && what === "hand_over" ? "btn primary slim" : "btn quiet slim"}
          onClick={() => onDo(what)}
        >
          {say.t(`console.home.${what}`)}
        </button>
      ))}
    </div>
  );
}

type EndingProps = {
  caseId: string;
  one: ReintegrationRow;
  how: "call_off" | "give_up" | "new_risk";
  onDone: () => void;
};

function Ending({ caseId, one, how, onDone }: EndingProps) {
  const say = useSay();
  const path = { case_id: caseId, reintegration_id: one.id };
  const title = say.t(`console.home.${how}`);
  if (how === "call_off") {
    return (
      <Reasoned
        title={title}
        codes={WHY_CALLED_OFF}
        family="why_called_off"
        onSend={(reason, words) =>
          casesCallOffReintegration({ path, body: { reason, words: words || null } })
        }
        onDone={onDone}
      />
    );
  }
  if (how === "give_up") {
    return (
      <Reasoned
        always
        title={title}
        codes={WHY_GIVEN_UP}
        family="why_given_up"
        onSend={(reason, words) => casesGiveUpFollowing({ path, body: { reason, words } })}
        onDone={onDone}
      />
    );
  }
  return (
    <Reasoned
      always
      title={title}
      codes={WHY_AT_RISK}
      family="why_at_risk"
      onSend={(reason, words) => casesReportNewRisk({ path, body: { reason, words } })}
      onDone={onDone}
    />
  );
}

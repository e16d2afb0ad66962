/** What is given to nobody without the course; whoever has it already keeps it. */
import type { CourseRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Options } from "../children/Options.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { TwiceButton } from "../parts/TwiceButton.tsx";
import { useSay } from "../say/useSay.ts";
import { needText } from "./CourseFacts.tsx";
import { NEED_KINDS, NEEDING, type NeedKind } from "./codes.ts";
import { need, useTrainingVerb } from "./verbs.ts";

export function Needs({ course, sets }: { course: CourseRow; sets: boolean }) {
  const say = useSay();
  const verb = useTrainingVerb();
  return (
    <section aria-label={say.t("console.training.needs")}>
      <h2 className="group">
        <b>{say.t("console.training.needs")}</b>
      </h2>
      <p className="small mute pad">{say.t("console.training.needs_note")}</p>
      <ul className="service-list">
        {course.needed_for.map((one) => (
          <li key={`${one.kind} ${one.code}`}>
            <b>{needText(one, say)}</b>
            {sets && (
              <TwiceButton
                name={say.t("console.training.lift")}
                about={needText(one, say)}
                busy={verb.busy}
                onDo={() => void verb.run(() => need(course.id, { ...one, needed: false }))}
              />
            )}
          </li>
        ))}
      </ul>
      <Refused text={verb.refused} />
      {sets && !course.ended && <SetNeed course={course} />}
    </section>
  );
}

function SetNeed({ course }: { course: CourseRow }) {
  const say = useSay();
  const verb = useTrainingVerb();
  const [kind, setKind] = useState<NeedKind>("role");
  const [code, setCode] = useState("");
  const there = course.needed_for.filter((one) => one.kind === kind).map((one) => one.code);
  const left = NEEDING[kind].codes.filter((one) => !there.includes(one));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (code && (await verb.run(() => need(course.id, { kind, code, needed: true })))) setCode("");
  };
  const choose = (chosen: NeedKind) => {
    setKind(chosen);
    setCode("");
  };
  return (
    <form className="book pad" onSubmit={(event) => void send(event)}>
      <Labelled name={say.t("console.training.need_kind")}>
        <Options value={kind} codes={NEED_KINDS} family="need_kind" onPick={choose} />
      </Labelled>
      <Labelled name={say.t("console.training.need_what")} wide>
        <Options
          value={code}
          codes={left}
          family={NEEDING[kind].family}
          none={say.t("console.committees.choose")}
          onPick={setCode}
        />
      </Labelled>
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !code}>
          <Icon name="check" />
          {say.t("console.training.set_need")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

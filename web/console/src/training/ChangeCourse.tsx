/** The course is described otherwise, or not held any more; what was passed counts as long as it did. */
import type { CourseRow } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Refused } from "../parts/Refused.tsx";
import { TwiceButton } from "../parts/TwiceButton.tsx";
import { useSay } from "../say/useSay.ts";
import { CourseFields, type CourseTyped, courseSaid } from "./CourseFields.tsx";
import { change, end, useTrainingVerb } from "./verbs.ts";

export function ChangeCourse({ course, ends }: { course: CourseRow; ends: boolean }) {
  const say = useSay();
  const verb = useTrainingVerb();
  const [typed, setTyped] = useState<CourseTyped | null>(null);
  const said = typed && courseSaid(typed);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (said && (await verb.run(() => change(course.id, said)))) setTyped(null);
  };
  if (!typed) {
    return (
      <section className="pad" aria-label={say.t("console.training.change")}>
        <div className="row">
          <button type="button" className="btn slim" onClick={() => setTyped(typedOf(course))}>
            {say.t("console.training.change")}
          </button>
          {ends && (
            <TwiceButton
              name={say.t("console.training.end")}
              busy={verb.busy}
              onDo={() => void verb.run(() => end(course.id))}
            />
          )}
        </div>
        <Refused text={verb.refused} />
      </section>
    );
  }
  return (
    <section aria-label={say.t("console.training.change")}>
      <h2 className="group">
        <b>{say.t("console.training.change")}</b>
      </h2>
      <form className="book pad" onSubmit={(event) => void send(event)}>
        <CourseFields value={typed} onType={setTyped} />
        <p className="small mute">{say.t("console.training.change_note")}</p>
        <div className="row">
          <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !said}>
            {say.t("console.training.save")}
          </button>
          <button type="button" className="btn quiet slim" onClick={() => setTyped(null)}>
            {say.t("common.cancel")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </section>
  );
}

function typedOf({ name, hours, valid_months }: CourseRow): CourseTyped {
  return {
    name_bn: name.bn,
    name_en: name.en,
    hours: hours === null ? "" : String(hours),
    months: valid_months === null ? "" : String(valid_months),
  };
}

/** Founds a course. */
import { latinDigits } from "@helpline/shared/format";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { CourseFields, courseSaid, EMPTY } from "./CourseFields.tsx";
import { found, useTrainingVerb } from "./verbs.ts";

const CODE = /^[A-Za-z0-9_-]{1,40}$/;

export function FoundCourse() {
  const say = useSay();
  const verb = useTrainingVerb();
  const navigate = useNavigate();
  const [code, setCode] = useState("");
  const [typed, setTyped] = useState(EMPTY);
  const plain = latinDigits(code).trim();
  const said = CODE.test(plain) ? courseSaid(typed) : null;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!said) return;
    const made = await verb.run(() => found({ code: plain, ...said }));
    if (made) await navigate({ to: "/training/$id", params: { id: made.id } });
  };
  return (
    <section aria-label={say.t("console.training.found")}>
      <h2 className="group">
        <b>{say.t("console.training.found")}</b>
      </h2>
      <form className="book pad" onSubmit={(event) => void send(event)}>
        <Labelled name={say.t("console.training.code")}>
          <input
            className="field num"
            lang="en"
            maxLength={40}
            autoComplete="off"
            placeholder="BSST-1"
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        </Labelled>
        <CourseFields value={typed} onType={setTyped} />
        <div className="row">
          <button type="submit" className="btn primary slim" aria-disabled={verb.busy || !said}>
            <Icon name="check" />
            {say.t("console.training.found_it")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </section>
  );
}

/** Role and skills of somebody of the call centre: given, taken, by whom; a refusal names the course that lacks. */
import {
  Problem,
  staffGiveRole,
  staffGiveSkill,
  staffSeeRights,
  staffTakeSkill,
} from "@helpline/shared/api";
import {
  type GivenRow,
  type Id,
  inLang,
  type StaffRights,
  type Words,
} from "@helpline/shared/types";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Options } from "../children/Options.tsx";
import { useVerb, type Verb } from "../incident/useVerb.ts";
import { useNow } from "../live/useNow.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { TwiceButton } from "../parts/TwiceButton.tsx";
import { type Say, useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";
import { useMe } from "../session/session.ts";
import { ROLES, SKILLS } from "../training/codes.ts";
import { Part } from "./parts.tsx";

const rightsQuery = (staff_id: Id) =>
  queryOptions({
    queryKey: ["rights", staff_id],
    queryFn: ({ signal }) => staffSeeRights({ path: { staff_id }, signal }),
  });

export function Rights({ id }: { id: Id }) {
  const say = useSay();
  const { data } = useQuery(rightsQuery(id));
  if (!data) return null;
  return (
    <Part title={say.t("console.rights.title")}>
      <Role rights={data} />
      <Skills rights={data} />
      {data.given.length > 0 && <Given rows={data.given} />}
    </Part>
  );
}

/** What lacks is said by name in the reader's language; all else as everywhere. */
export function rightsRefusal(error: unknown, say: Say): string {
  if (error instanceof Problem && error.code === "course_is_needed") {
    const courses = error.facts.courses;
    const names = (Array.isArray(courses) ? courses : []).map((one: { name: Words }) =>
      inLang(one.name, say.lang),
    );
    if (names.length > 0) return say.t("console.rights.needs", { courses: names.join(", ") });
  }
  return problemText(error, say);
}

/** Runs a verb and asks anew for what somebody may do, whether it was done or refused. */
function useRightsVerb(): Verb {
  const kept = useQueryClient();
  const verb = useVerb(rightsRefusal);
  const run: Verb["run"] = async (work) => {
    const done = await verb.run(work);
    await Promise.all([
      kept.invalidateQueries({ queryKey: ["rights"] }),
      kept.invalidateQueries({ queryKey: ["directory"] }),
    ]);
    return done;
  };
  return { ...verb, run };
}

function Role({ rights: { id, role } }: { rights: StaffRights }) {
  const say = useSay();
  const verb = useRightsVerb();
  const own = useMe()?.id === id;
  const [chosen, setChosen] = useState<(typeof ROLES)[number] | "">("");
  const give = async () => {
    if (
      chosen &&
      (await verb.run(() => staffGiveRole({ path: { staff_id: id }, body: { role: chosen } })))
    )
      setChosen("");
  };
  return (
    <>
      <p>
        <span className="mute">{say.t("console.rights.role")}</span> <b>{say.word("role", role)}</b>
      </p>
      {own ? (
        <p className="small mute">{say.t("console.problem.nobody_gives_to_himself")}</p>
      ) : (
        <div className="book">
          <Labelled name={say.t("console.rights.other_role")}>
            <Options
              value={chosen}
              codes={ROLES.filter((code) => code !== role)}
              family="role"
              none={say.t("console.committees.choose")}
              onPick={setChosen}
            />
          </Labelled>
          <p className="small mute">{say.t("console.rights.role_note")}</p>
          <div className="row">
            <TwiceButton
              name={say.t("console.rights.give_role")}
              busy={verb.busy || !chosen}
              primary
              onDo={() => void give()}
            />
          </div>
        </div>
      )}
      <Refused text={verb.refused} />
    </>
  );
}

function Skills({ rights: { id, skills } }: { rights: StaffRights }) {
  const say = useSay();
  const verb = useRightsVerb();
  const of = (skill: string) => ({ path: { staff_id: id }, body: { skill } });
  const left = SKILLS.filter((code) => !skills.includes(code));
  return (
    <>
      <p className="mute">{say.t("console.rights.skills")}</p>
      {skills.length === 0 && <p className="small mute">{say.t("console.rights.no_skill")}</p>}
      <ul className="file-list">
        {skills.map((code) => (
          <li key={code} className="row">
            <span className="grow">{say.word("skill", code)}</span>
            <TwiceButton
              name={say.t("console.rights.take")}
              about={say.word("skill", code)}
              busy={verb.busy}
              onDo={() => void verb.run(() => staffTakeSkill(of(code)))}
            />
          </li>
        ))}
      </ul>
      {left.length > 0 && (
        <div className="row">
          {left.map((code) => (
            <button
              key={code}
              type="button"
              className="btn slim"
              aria-disabled={verb.busy}
              onClick={() => void verb.run(() => staffGiveSkill(of(code)))}
            >
              {say.t("console.rights.give_skill", { skill: say.word("skill", code) })}
            </button>
          ))}
        </div>
      )}
      <Refused text={verb.refused} />
    </>
  );
}

function Given({ rows }: { rows: GivenRow[] }) {
  const say = useSay();
  const now = useNow();
  return (
    <details className="why">
      <summary>{say.t("console.rights.history")}</summary>
      <ul className="file-list">
        {rows.map((row) => (
          <li key={`${row.at} ${row.kind} ${row.code} ${row.change}`} className="small">
            {say.t(`console.rights.was_${row.change}`, {
              what: say.word(row.kind, row.code),
              who: say.words(row.by) || say.t("console.training.nobody_known"),
              at: say.dayOrClock(row.at, now),
            })}
          </li>
        ))}
      </ul>
    </details>
  );
}

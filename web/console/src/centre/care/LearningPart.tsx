/** School, learning in the centre, a trade, and the life skills a child practises. */
import { careBeginTrack, careEndTrack, careNoteSkill } from "@helpline/shared/api";
import type { CareFile } from "@helpline/shared/types";
import { type FormEvent, useState } from "react";
import { Words } from "../../cases/Fields.tsx";
import { Options } from "../../children/Options.tsx";
import { DateField } from "../../dates/DateField.tsx";
import { Part } from "../../directory/parts.tsx";
import { useNow } from "../../live/useNow.ts";
import { Labelled } from "../../parts/Labelled.tsx";
import { OneOf } from "../../parts/OneOf.tsx";
import { Refused } from "../../parts/Refused.tsx";
import { Badge } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import { dayOf, lastDay, noonOf } from "./clock.ts";
import { SKILL_STEPS, SKILLS, TRACK_ENDS } from "./codes.ts";
import { useCareVerb } from "./useCare.ts";

type Props = { file: CareFile; writes: boolean };
type Track = CareFile["tracks"][number];
type Skill = CareFile["skills"][number];

export function LearningPart({ file, writes }: Props) {
  const say = useSay();
  const last = new Map(file.skills.map((one) => [one.skill, one]));
  return (
    <Part title={say.t("console.care.learning")}>
      {file.tracks.length === 0 && (
        <p className="small mute">{say.t("console.care.learns_nothing")}</p>
      )}
      <ul className="file-list">
        {file.tracks.map((one) => (
          <Line key={one.id} id={file.id} one={one} writes={writes} />
        ))}
      </ul>
      {writes && file.may_begin.length > 0 && <Begin file={file} />}
      <h3 className="sub-head">{say.t("console.care.skills")}</h3>
      <ul className="skills">
        {SKILLS.map((code) => {
          const seen = last.get(code);
          return (
            <li key={code} className="row">
              <span className="grow">{say.word("life_skill", code)}</span>
              {seen ? (
                <Badge hue={seen.step === "manages" ? "safe" : "info"}>
                  {say.word("skill_step", seen.step)}
                </Badge>
              ) : (
                <span className="small mute">{say.t("console.care.not_seen")}</span>
              )}
            </li>
          );
        })}
      </ul>
      {writes && <Note file={file} />}
    </Part>
  );
}

function Line({ id, one, writes }: { id: string; one: Track; writes: boolean }) {
  const say = useSay();
  const now = useNow();
  const verb = useCareVerb(id);
  const [ending, setEnding] = useState(false);
  const end = async (code: NonNullable<Track["ending"]>) => {
    const path = { stay_id: id, track_id: one.id };
    const body = { ending: code, ended_on: dayOf(now) };
    if (await verb.put(() => careEndTrack({ path, body }))) setEnding(false);
  };
  return (
    <li>
      <div className="row">
        <b>{say.word("track", one.kind)}</b>
        <span className="small mute num">
          {say.day(noonOf(one.begun_on))}
          {one.ended_on && ` – ${say.day(noonOf(one.ended_on))}`}
        </span>
        <span className="end">
          {one.ending ? (
            <Badge hue="none">{say.word("track_end", one.ending)}</Badge>
          ) : (
            writes &&
            !ending && (
              <button type="button" className="btn quiet slim" onClick={() => setEnding(true)}>
                {say.t("console.care.end_track")}
              </button>
            )
          )}
        </span>
      </div>
      {one.words && <p className="small case-words">{one.words}</p>}
      {ending && (
        <OneOf
          title={say.t("console.care.end_track")}
          codes={TRACK_ENDS}
          family="track_end"
          onPick={(code) => void end(code)}
          onLeave={() => setEnding(false)}
        />
      )}
      <Refused text={verb.refused} />
    </li>
  );
}

function Begin({ file }: { file: CareFile }) {
  const say = useSay();
  const now = useNow();
  const verb = useCareVerb(file.id);
  const [picked, setPicked] = useState<Track["kind"] | "">("");
  const [words, setWords] = useState("");
  const [day, setDay] = useState<string | null>(dayOf(now));
  const kind = picked && file.may_begin.includes(picked) ? picked : file.may_begin[0];
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!day || !kind) return;
    const body = { kind, words: words.trim() || null, begun_on: day };
    if (await verb.put(() => careBeginTrack({ path: { stay_id: file.id }, body }))) setWords("");
  };
  return (
    <form
      className="book"
      aria-label={say.t("console.care.begin_track")}
      onSubmit={(event) => void send(event)}
    >
      <Labelled name={say.t("console.care.what")} wide>
        <Options value={kind ?? ""} codes={file.may_begin} family="track" onPick={setPicked} />
      </Labelled>
      <DateField
        wide
        required
        name={say.t("console.care.since")}
        value={day ?? ""}
        onSay={setDay}
      />
      <Words
        name={say.t("console.care.where")}
        value={words}
        max={2000}
        rows={1}
        onText={setWords}
      />
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy || !day}>
          {say.t("console.care.begin_track")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

function Note({ file }: { file: CareFile }) {
  const say = useSay();
  const now = useNow();
  const verb = useCareVerb(file.id);
  const [skill, setSkill] = useState<Skill["skill"]>("self_awareness");
  const [step, setStep] = useState<Skill["step"]>("begun");
  const [words, setWords] = useState("");
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const seen_on = lastDay(file.left_at, now);
    const body = { skill, step, seen_on, words: words.trim() || null };
    const path = { stay_id: file.id };
    if (await verb.add(body, (sent) => careNoteSkill({ path, body: { ...body, id: sent } }))) {
      setWords("");
    }
  };
  return (
    <form
      className="book"
      aria-label={say.t("console.care.note_skill")}
      onSubmit={(event) => void send(event)}
    >
      <Labelled name={say.t("console.care.skill")} wide>
        <Options value={skill} codes={SKILLS} family="life_skill" onPick={setSkill} />
      </Labelled>
      <Labelled name={say.t("console.care.step")} wide>
        <Options value={step} codes={SKILL_STEPS} family="skill_step" onPick={setStep} />
      </Labelled>
      <Words
        name={say.t("console.care.words")}
        value={words}
        max={2000}
        rows={1}
        onText={setWords}
      />
      <div className="row">
        <button type="submit" className="btn slim" aria-disabled={verb.busy}>
          {say.t("console.care.note_skill")}
        </button>
      </div>
      <Refused text={verb.refused} />
    </form>
  );
}

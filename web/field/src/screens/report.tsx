/** What the worker found at a visit: a few presses, free words, up to five photos; it sends through the outbox alone. */

import { t } from "@helpline/shared/i18n";
import type { TaskRow } from "@helpline/shared/types";
import { useState } from "preact/hooks";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon, Notice } from "../parts.tsx";
import { small } from "../photos.ts";
import { n } from "../reader.ts";
import { replace, taskHash } from "../route.ts";
import type { Found } from "../verbs.ts";

const MET: Found["met"] = ["child", "parent", "relative", "neighbour", "police", "nobody"];
const SAFE: Found["safe"][] = ["yes", "no", "unknown"];
const NEEDS: Found["needs"] = ["medical", "shelter", "police", "food", "counselling", "legal"];
const MOST_PHOTOS = 5;

export function Report({ model, task }: { model: FieldModel; task: TaskRow }) {
  const [met, setMet] = useState<Found["met"]>([]);
  const [safe, setSafe] = useState<Found["safe"]>("unknown");
  const [needs, setNeeds] = useState<Found["needs"]>([]);
  const [words, setWords] = useState("");
  const [photos, setPhotos] = useState<Uint8Array[]>([]);
  const back = () => replace(taskHash(task.dispatch_id));
  const send = () => {
    model.tellVisit(task, { met, safe, needs, words: words.trim() || null }, photos);
    back();
  };
  return (
    <div class="screen">
      <Bar model={model} task={task} />
      <main class="main ask">
        <Heading>{t("field.report")}</Heading>
        <p class="mute">{t("field.report_note")}</p>
        <Several name="met" all={MET} on={met} onChange={setMet} />
        <Several
          name="safe"
          all={SAFE}
          on={[safe]}
          onChange={(now) => setSafe(now.at(-1) ?? "unknown")}
        />
        <Several name="needs" all={NEEDS} on={needs} onChange={setNeeds} />
        <label for="words">{t("field.report.words")}</label>
        <textarea
          class="field"
          id="words"
          rows={4}
          maxLength={2000}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <Photos photos={photos} onChange={setPhotos} />
      </main>
      <footer class="foot">
        <button type="button" class="btn primary big" onClick={send}>
          <Icon name="out" />
          {t("field.report_send")}
        </button>
        <button type="button" class="btn med" onClick={back}>
          <Icon name="go" flip />
          {t("common.back")}
        </button>
      </footer>
    </div>
  );
}

type SeveralProps<Code extends string> = {
  name: string;
  all: Code[];
  on: Code[];
  onChange: (codes: Code[]) => void;
};

function Several<Code extends string>({ name, all, on, onChange }: SeveralProps<Code>) {
  const press = (code: Code) =>
    onChange(on.includes(code) ? on.filter((one) => one !== code) : [...on, code]);
  return (
    <fieldset class="several">
      <legend>{t(`field.report.${name}`)}</legend>
      {all.map((code) => (
        <button
          key={code}
          type="button"
          class="btn"
          aria-pressed={on.includes(code)}
          onClick={() => press(code)}
        >
          {on.includes(code) ? <Icon name="check" /> : null}
          {t(`field.report.${name}.${code}`)}
        </button>
      ))}
    </fieldset>
  );
}

type PhotosProps = { photos: Uint8Array[]; onChange: (photos: Uint8Array[]) => void };

function Photos({ photos, onChange }: PhotosProps) {
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const add = async (files: FileList | null) => {
    setBusy(true);
    const room = [...(files ?? [])].slice(0, MOST_PHOTOS - photos.length);
    const made = await Promise.all(room.map((file) => small(file).catch(() => null)));
    setFailed(made.includes(null));
    setBusy(false);
    onChange([...photos, ...made.filter((one) => one !== null)]);
  };
  return (
    <section>
      <ul class="answers">
        {photos.map((photo, at) => (
          <li key={`${at}-${photo.length}`} class="row">
            {t("field.photo", { no: n(at + 1), kb: n(Math.ceil(photo.length / 1024)) })}
            <button
              type="button"
              class="btn end"
              onClick={() => onChange(photos.filter((one) => one !== photo))}
            >
              <Icon name="x" />
              {t("field.photo_remove")}
            </button>
          </li>
        ))}
      </ul>
      {photos.length < MOST_PHOTOS ? (
        <label class="btn med photo">
          <Icon name="user" />
          {t(busy ? "field.photo_busy" : "field.photo_add")}
          <input
            class="sr-only"
            type="file"
            accept="image/*"
            multiple
            onChange={(event) => void add(event.currentTarget.files)}
          />
        </label>
      ) : null}
      <p class="small mute">{t("field.photo_note")}</p>
      <div role="status">
        {failed ? (
          <Notice hue="waiting" icon="warn">
            {t("field.photo_failed")}
          </Notice>
        ) : null}
      </div>
    </section>
  );
}

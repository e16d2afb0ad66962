/** What the worker found at a visit: a few presses, free words, up to five photos; it sends through the outbox alone. */

import { t } from "@helpline/shared/i18n";
import type { TaskRow } from "@helpline/shared/types";
import { useEffect, useState } from "preact/hooks";
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
const EMPTY: Found = { met: [], safe: "unknown", needs: [], words: null };

export function Report({ model, task }: { model: FieldModel; task: TaskRow }) {
  const [found, setFound] = useState(EMPTY);
  const [photos, setPhotos] = useState<Uint8Array[]>([]);
  const [making, setMaking] = useState(false);
  const id = task.dispatch_id;
  useEffect(() => {
    void model.drafts.of<Found>(id).then((draft) => {
      if (draft) setFound((now) => (now === EMPTY ? draft : now));
    });
  }, [model, id]);
  const change = (part: Partial<Found>) => {
    const now = { ...found, ...part };
    setFound(now);
    void model.drafts.keep(id, now);
  };
  const back = () => replace(taskHash(id));
  const send = () => {
    model.tellVisit(task, { ...found, words: found.words?.trim() || null }, photos);
    back();
  };
  return (
    <div class="screen">
      <Bar model={model} task={task} />
      <main class="main ask">
        <Heading>{t("field.report")}</Heading>
        <p class="mute">{t("field.report_note")}</p>
        <Several name="met" all={MET} on={found.met} onChange={(met) => change({ met })} />
        <Several
          name="safe"
          all={SAFE}
          on={[found.safe]}
          onChange={(now) => change({ safe: now.at(-1) ?? "unknown" })}
        />
        <Several
          name="needs"
          all={NEEDS}
          on={found.needs}
          onChange={(needs) => change({ needs })}
        />
        <label for="words">{t("field.report.words")}</label>
        <textarea
          class="field"
          id="words"
          rows={4}
          maxLength={2000}
          value={found.words ?? ""}
          onInput={(event) => change({ words: event.currentTarget.value })}
        />
        <Photos photos={photos} onChange={setPhotos} making={making} onMaking={setMaking} />
      </main>
      <footer class="foot">
        <button
          type="button"
          class="btn primary big"
          aria-disabled={making}
          onClick={() => making || send()}
        >
          <Icon name="out" />
          {t(making ? "field.photo_busy" : "field.report_send")}
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

type PhotosProps = {
  photos: Uint8Array[];
  onChange: (photos: Uint8Array[]) => void;
  making: boolean;
  onMaking: (making: boolean) => void;
};

function Photos({ photos, onChange, making, onMaking }: PhotosProps) {
  const [wrong, setWrong] = useState<"failed" | "many" | null>(null);
  const add = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = ""; // else the same picture can't be chosen again
    onMaking(true);
    const made = [];
    // One at a time: five open pictures of a camera are more memory than an old phone has.
    for (const file of files.slice(0, MOST_PHOTOS - photos.length)) {
      made.push(await small(file).catch(() => null));
    }
    const many = photos.length + files.length > MOST_PHOTOS;
    setWrong(made.includes(null) ? "failed" : many ? "many" : null);
    onMaking(false);
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
              aria-disabled={making}
              onClick={() => making || onChange(photos.filter((one) => one !== photo))}
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
          {t(making ? "field.photo_busy" : "field.photo_add")}
          <input
            class="sr-only"
            type="file"
            accept="image/*"
            multiple
            disabled={making}
            onChange={(event) => void add(event.currentTarget)}
          />
        </label>
      ) : null}
      <p class="small mute">{t("field.photo_note")}</p>
      <div role="status">
        {wrong ? (
          <Notice hue="waiting" icon="warn">
            {t(wrong === "many" ? "field.photo_many" : "field.photo_failed")}
          </Notice>
        ) : null}
      </div>
    </section>
  );
}

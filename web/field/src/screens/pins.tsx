/** Setting the two PINs of one's signs of life; it keeps neither, nor which is which. */

import { fieldSetPins, Problem } from "@helpline/shared/api";
import { t } from "@helpline/shared/i18n";
import { useState } from "preact/hooks";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon, Notice } from "../parts.tsx";
import { problemWords } from "../problems.ts";
import { Pin } from "./safe.tsx";

export function Pins({ model }: { model: FieldModel }) {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<"saved" | Problem | null>(null);

  async function save(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    const [password, pin, duress_pin] = ["password", "pin", "duress"].map((name) =>
      String(said.get(name)),
    ) as [string, string, string];
    setBusy(true);
    try {
      await fieldSetPins({ body: { password, pin, duress_pin } });
      form.reset();
      setTold("saved");
      await model.readPins();
    } catch (error) {
      setTold(error instanceof Problem ? error : new Problem(0));
    }
    setBusy(false);
  }

  return (
    <form class="screen" onSubmit={save}>
      <Bar model={model} back />
      <main class="main sign-in">
        <Heading>{t("field.pins.title")}</Heading>
        <p>{t("field.pins.note")}</p>
        <p class="mute">{t("field.pins.rules")}</p>
        {model.pinsSet ? (
          <Notice hue="safe" icon="check">
            {t("field.pins.are_set")}
          </Notice>
        ) : null}
        <Pin name="pin" label={t("field.pins.pin")} />
        <Pin name="duress" label={t("field.pins.duress")} />
        <label for="password">{t("field.pins.password")}</label>
        <input
          class="field"
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
        <div role="alert">
          {told instanceof Problem ? (
            <Notice hue="danger" icon="warn">
              {refusal(told)}
            </Notice>
          ) : null}
        </div>
        <div role="status">
          {told === "saved" ? (
            <Notice hue="safe" icon="check">
              {t("field.pins.saved")}
            </Notice>
          ) : null}
        </div>
      </main>
      <footer class="foot">
        <button class="btn primary big" type="submit" aria-disabled={busy}>
          <Icon name="lock" />
          {t(busy ? "common.sending" : "field.pins.save")}
        </button>
      </footer>
    </form>
  );
}

function refusal(problem: Problem): string {
  if (problem.code === "pin_refused") return t("field.pins.unfit");
  if (problem.code === "wrong_password") return t("field.pins.wrong_password");
  return problemWords(problem);
}

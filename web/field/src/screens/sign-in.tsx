/** Name and password; it keeps neither. */

import { Problem, staffEndSession, staffStartSession } from "@helpline/shared/api";
import { t } from "@helpline/shared/i18n";
import type { Me } from "@helpline/shared/types";
import { useEffect, useState } from "preact/hooks";
import { LanguageChoice, ThemeChoice } from "../choices.tsx";
import { Heading, Icon, Notice } from "../parts.tsx";
import { problemWords } from "../problems.ts";
import { n } from "../reader.ts";

type Props = { over: boolean; unsent: Promise<number>; onSignedIn: (me: Me) => void };

export function SignIn({ over, unsent, onSignedIn }: Props) {
  const [waiting, setWaiting] = useState(0);
  useEffect(() => void unsent.then(setWaiting, () => undefined), [unsent]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | "not_field" | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      const me = await signIn(String(form.get("name")), String(form.get("password")));
      if (me) return onSignedIn(me);
      setProblem("not_field");
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0));
    }
    setBusy(false);
  }

  return (
    <form class="screen" onSubmit={submit}>
      <header class="top">
        <b>
          {n("1098")} <span class="mute small">{t("common.helpline")}</span>
        </b>
        <LanguageChoice />
      </header>
      <main class="main sign-in">
        <Heading>{t("field.app")}</Heading>
        {over && !problem ? (
          <Notice hue="info" icon="info">
            {t("field.session_over")}
          </Notice>
        ) : null}
        {waiting > 0 ? (
          <Notice hue="waiting" icon="out">
            {t("field.unsent_waits", { count: n(waiting) })}
          </Notice>
        ) : null}
        <label for="name">{t("common.name")}</label>
        <input
          class="field"
          id="name"
          name="name"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
        />
        <label for="password">{t("common.password")}</label>
        <input
          class="field"
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
        <div role="alert">
          {problem ? (
            <Notice hue="danger" icon="warn">
              {problem === "not_field" ? t("field.not_a_field_account") : problemWords(problem)}
            </Notice>
          ) : null}
        </div>
      </main>
      <footer class="foot">
        <button class="btn primary big" type="submit" aria-disabled={busy}>
          <Icon name="go" />
          {t(busy ? "common.logging_in" : "common.log_in")}
        </button>
        <div class="settings">
          <ThemeChoice />
        </div>
      </footer>
    </form>
  );
}

/** Null when the account belongs to the console: then the session is given back at once. */
async function signIn(name: string, password: string): Promise<Me | null> {
  const me = await staffStartSession({ body: { name: name.trim(), password } });
  if (me.app === "field") return me;
  await staffEndSession();
  return null;
}

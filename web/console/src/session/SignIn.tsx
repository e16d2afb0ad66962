/** Signing in by name and password; no puzzle, and paste and password managers work. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import * as v from "valibot";
import { useSay } from "../say/useSay.ts";
import { Switches } from "../shell/Switches.tsx";
import { problemText } from "./problemText.ts";
import { signIn } from "./session.ts";

const Entered = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200)),
  password: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1000)),
});

export function SignIn() {
  const say = useSay();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const entered = v.safeParse(Entered, Object.fromEntries(new FormData(event.currentTarget)));
    if (!entered.success) return setWrong(say.t("console.sign_in.both_needed"));
    setBusy(true);
    setWrong(null);
    try {
      await signIn(entered.output.name, entered.output.password);
      await navigate({ to: "/" });
    } catch (error) {
      setWrong(problemText(error, say));
    } finally {
      setBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <div className="sign-in-sheet">
        <h1>
          <span className="sign-in-number">{say.n("1098")}</span> {say.t("common.helpline")}
        </h1>
        <form onSubmit={submit} aria-label={say.t("common.log_in")}>
          <label htmlFor="name">{say.t("common.name")}</label>
          <input
            id="name"
            name="name"
            className="field"
            autoComplete="username"
            ref={first}
            autoCapitalize="none"
            spellCheck={false}
          />
          <label htmlFor="password">{say.t("common.password")}</label>
          <input
            id="password"
            name="password"
            type="password"
            className="field"
            autoComplete="current-password"
          />
          <div className="sign-in-say" role="alert">
            {wrong && <p className="notice st overdue">{wrong}</p>}
          </div>
          <button type="submit" className="btn primary sign-in-go" aria-disabled={busy}>
            {busy ? say.t("common.logging_in") : say.t("common.log_in")}
          </button>
        </form>
        <p className="mute small">{say.t("console.sign_in.note")}</p>
        <Switches />
      </div>
    </main>
  );
}

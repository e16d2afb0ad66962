/** Tells a field worker, in a sentence, that this console is not his or her screen. */
import type { Me } from "@helpline/shared/types";
import { useNavigate } from "@tanstack/react-router";
import { useSay } from "../say/useSay.ts";
import { signOut } from "../session/session.ts";

export function WrongApp({ me }: { me: Me }) {
  const say = useSay();
  const navigate = useNavigate();
  return (
    <main className="plain-page">
      <h1>{say.words(me.display_name)}</h1>
      <p>{say.t("console.wrong_app.field")}</p>
      <p className="row">
        <a className="btn primary" href="/field/">
          {say.t("console.wrong_app.go")}
        </a>
        <button
          type="button"
          className="btn"
          onClick={() => signOut().then(() => navigate({ to: "/sign-in" }))}
        >
          {say.t("common.log_out")}
        </button>
      </p>
    </main>
  );
}

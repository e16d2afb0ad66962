/** What stands in place of an incident that is still on its way, or that may not be opened. */
import type { Problem } from "@helpline/shared/api";
import { Link } from "@tanstack/react-router";
import { useSay } from "../say/useSay.ts";
import { problemText } from "../session/problemText.ts";

export function NotOpened({ refused }: { refused: Problem | null }) {
  const say = useSay();
  if (!refused) {
    return (
      <main className="plain-page">
        <p className="mute" role="status">
          {say.t("console.incident.opening")}
        </p>
      </main>
    );
  }
  return (
    <main className="plain-page">
      <h1>{say.t("console.incident.not_opened")}</h1>
      <p role="alert">{problemText(refused, say)}</p>
      <Link to="/" className="btn">
        {say.t("common.back")}
      </Link>
    </main>
  );
}

/** What stands when the server gives no answer at all; it tries again by itself and on request. */
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSay } from "../say/useSay.ts";

const AGAIN_MS = 3_000;

export function NoAnswer() {
  const say = useSay();
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => void router.invalidate(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [router]);
  return (
    <main className="plain-page">
      <h1>{say.t("console.line.no_server")}</h1>
      <p role="status">{say.t("console.line.trying")}</p>
      <button type="button" className="btn" onClick={() => void router.invalidate()}>
        {say.t("console.line.try_now")}
      </button>
    </main>
  );
}

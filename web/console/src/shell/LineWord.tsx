/** The state of the live line, as a word in the strip and a bar when it matters. */
import { useEffect, useState } from "react";
import { useLine } from "../live/client.ts";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";

const QUIET_FOR_MS = 5_000;

export function LineWord() {
  const say = useSay();
  const connection = useLine((line) => line.connection);
  return (
    <span className="row mute line-word" role="status">
      <Icon name={connection === "connected" ? "check" : "lost"} />
      <span className="line-word-text">{say.t(`common.${connection}`)}</span>
    </span>
  );
}

/** Shown only after five seconds without a line: shorter breaks mend themselves unseen. */
export function LineBar() {
  const say = useSay();
  const lost = useLine((line) => line.connection === "reconnecting");
  const [long, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!lost) return;
    const timer = setTimeout(() => setLong(true), QUIET_FOR_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!long) return null;
  return (
    <div className="notice st waiting line-bar" role="status">
      <Icon name="lost" /> <b>{say.t("console.line.stopped")}</b>{" "}
      {say.t("console.line.still_works")}
    </div>
  );
}

/** The few keys worth knowing, at the foot of the form. */
import { useSay } from "../../say/useSay.ts";

export function KeyHints() {
  const say = useSay();
  return (
    <div className="key-hints wide-only">
      <Hint cap="Ctrl ↑↓" words={say.t("console.hint.section")} />
      <Hint cap="1–9" words={say.t("console.hint.digits")} />
      <Hint cap="Ctrl /" words={say.t("console.hint.all")} />
      <span className="end">
        <Hint cap="F9" words={say.t("console.hint.dispatch")} />
      </span>
    </div>
  );
}

function Hint({ cap, words }: { cap: string; words: string }) {
  return (
    <span>
      <span className="key" lang="en">
        {cap}
      </span>{" "}
      {words}
    </span>
  );
}

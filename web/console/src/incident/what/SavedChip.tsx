/** Says where the form is: on the server and since when, on its way, or only on this computer. */
import { useNow } from "../../live/useNow.ts";
import { Icon } from "../../parts/Icon.tsx";
import { StateWord } from "../../parts/status.tsx";
import { useSay } from "../../say/useSay.ts";
import type { IntakeDraft } from "../draft.ts";

export function SavedChip({ draft }: { draft: IntakeDraft }) {
  const say = useSay();
  const now = useNow();
  const { state, at } = draft.overall();
  if (state === "none") return null;
  if (state === "local") {
    return (
      <span className="end small">
        <StateWord hue="waiting" icon="hour">
          {say.t("console.what.only_here")}
        </StateWord>
      </span>
    );
  }
  return (
    <span className="row small end mute">
      <Icon name={state === "saving" ? "out" : "check"} />
      {state === "saving" || !at ? say.t("console.what.saving") : savedAgo(at)}
    </span>
  );

  function savedAgo(when: string): string {
    const seconds = Math.max(0, Math.floor((now - Date.parse(when)) / 1000));
    return seconds < 60
      ? say.t("console.what.saved_seconds", { n: seconds })
      : say.t("console.what.saved_at", { at: say.clock(when) });
  }
}

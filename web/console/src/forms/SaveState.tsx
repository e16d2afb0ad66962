/** Where what is typed is: on the server and since when, on its way, only on this computer, or kept but for some. */
import { Icon } from "../parts/Icon.tsx";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import type { Saving } from "./autosave.ts";

export function SaveState({ saving: { state, at } }: { saving: Saving }) {
  const say = useSay();
  const amiss = state === "local" || state === "refused" || state === "unfit";
  return (
    <>
      <span className="small" role="status">
        {amiss && (
          <StateWord hue="waiting" icon="hour">
            {say.t(state === "unfit" ? "console.forms.kept_but" : "console.what.only_here")}
          </StateWord>
        )}
      </span>
      {!amiss && (at !== null || state !== "saved") && (
        <span className="row small mute" data-saved={state === "saved" || undefined}>
          <Icon name={state === "saved" ? "check" : "out"} />
          {state === "saved" && at !== null
            ? say.t("console.what.saved_at", { at: say.clock(at) })
            : say.t("console.what.saving")}
        </span>
      )}
    </>
  );
}

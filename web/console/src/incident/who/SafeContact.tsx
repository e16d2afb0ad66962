/** The safe-contact line: always first in its column, never scrolled away; unknown is unsafe. */
import { useLine } from "../../live/client.ts";
import { Icon } from "../../parts/Icon.tsx";
import { useSay } from "../../say/useSay.ts";

export function SafeContact({ incidentId }: { incidentId: string }) {
  const say = useSay();
  const safety = useLine(({ offers }) => offers[incidentId]?.contact_safety) ?? "unknown";
  if (safety === "safe") {
    return (
      <div className="notice st safe safe-contact">
        <p className="state">
          <Icon name="safe" />
          {say.t("console.who.contact_safe")}
        </p>
        <p className="small">{say.t("console.who.contact_safe_why")}</p>
      </div>
    );
  }
  return (
    <div className="notice st danger safe-contact">
      <p className="state">
        <Icon name="unsafe" />
        {say.t("console.who.no_contact")}
      </p>
      <p className="small">
        {safety === "unsafe"
          ? say.t("console.who.unsafe_why")
          : say.t("console.who.no_contact_why")}
      </p>
    </div>
  );
}
